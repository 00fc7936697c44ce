package org.subaccounts.account;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.subaccounts.account.parent.AccountRefusal;
import org.subaccounts.account.subaccount.SubAccountRefusal;
import org.subaccounts.platform.eventstore.AppendSignal;
import org.subaccounts.platform.eventstore.AxonAssembly;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.EventStoreSettings;
import org.subaccounts.platform.eventstore.PostgresEventStorageEngine;
import org.subaccounts.platform.eventstore.PostgresTokenStore;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** The service's use cases, event store and read model on a database of its own, without HTTP. */
public final class AccountStore implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final AxonConfiguration axon;
    private final Commands commands;

    private AccountStore(TestDatabase database) {
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(4))
                .connectingTo(new PgConnectOptions()
                        .setHost(database.host())
                        .setPort(database.port())
                        .setDatabase(database.name())
                        .setUser(database.user())
                        .setPassword(database.password())
                        .setCachePreparedStatements(true))
                .using(vertx)
                .build();
        EventJson json = new EventJson(new ObjectMapper().registerModule(new JavaTimeModule()), List.of());
        PostgresEventStorageEngine engine = new PostgresEventStorageEngine(
                pool, vertx, json, new AppendSignal(), new EventStoreSettings(1_000, Duration.ofMillis(100), true));
        PostgresTokenStore tokens = new PostgresTokenStore(pool, json, "test", Duration.ofSeconds(10));
        axon = new AxonAssembly(pool, engine, tokens, json)
                .build(List.of(new AccountModel()), List.of(new AccountProjection()), List.of());
        axon.start();
        commands = new Commands(axon.getComponent(CommandGateway.class), vertx);
    }

    public static AccountStore create() {
        TestDatabase database = TestInfrastructure.get().createDatabase("account_store");
        try {
            execute(database, migrations());
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return new AccountStore(database);
    }

    /** One after the other, each a script of its own. */
    static void execute(TestDatabase database, List<String> scripts) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            for (String script : scripts) {
                statement.execute(script);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The event store's and the service's own, in order. */
    static List<String> migrations() throws IOException, URISyntaxException {
        List<String> scripts = new ArrayList<>();
        try (InputStream store = Objects.requireNonNull(
                AccountStore.class.getResourceAsStream("/db/migration/V0_001__event_store.sql"))) {
            scripts.add(new String(store.readAllBytes(), StandardCharsets.UTF_8));
        }
        URL first = Objects.requireNonNull(AccountStore.class.getResource("/db/migration/V1_001__accounts.sql"));
        try (Stream<Path> own =
                Files.list(Objects.requireNonNull(Path.of(first.toURI()).getParent()))) {
            for (Path script : own.sorted().toList()) {
                scripts.add(Files.readString(script));
            }
        }
        return scripts;
    }

    public void send(Object command) {
        commands.send(command, Void.class, Map.of("actor", "system")).await().atMost(PATIENCE);
    }

    /** False if it was refused; every other failure is thrown. */
    public boolean accepts(Object command) {
        try {
            commands.send(command, Object.class, Map.of("actor", "system"))
                    .await()
                    .atMost(PATIENCE);
            return true;
        } catch (AccountRefusal | SubAccountRefusal refusal) {
            return false;
        }
    }

    public RowSet<Row> query(String sql, Tuple arguments) {
        return pool.preparedQuery(sql)
                .execute(arguments)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        axon.shutdown();
        pool.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

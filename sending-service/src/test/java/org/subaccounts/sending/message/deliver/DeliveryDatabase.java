package org.subaccounts.sending.message.deliver;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** A database with the tables of the service and nothing in them, filled by SQL with what tests need. */
public final class DeliveryDatabase implements AutoCloseable {
    static final String DOMAIN = "acme.example.com";
    static final UUID DOMAIN_ID = UUID.fromString("01890000-0000-7000-8000-0000000000d0");

    private static final String SESSION_SETTINGS = "quarkus.datasource.reactive.additional-properties.";

    private final TestDatabase database = TestInfrastructure.get().createDatabase("delivery");
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;

    public DeliveryDatabase() {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .load()
                .migrate();
        pool = pool(vertx, database.uri());
        run(
                "insert into domain (id, account_id, name, dkim_selector, dkim_public_key, verified, created_at, updated_at)"
                        + " values ($1, $1, $2, 's1', 'x', true, now(), now())",
                DOMAIN_ID,
                DOMAIN);
        run(
                "insert into dkim_key (domain_id, selector, sealed_key) values ($1, 's1', $2)",
                DOMAIN_ID,
                DeliveryParts.sealedKey().bytes());
    }

    static Pool pool(Vertx vertx, String uri) {
        PgConnectOptions options = PgConnectOptions.fromUri(uri).setCachePreparedStatements(true);
        sessionSettings().forEach(options::addProperty);
        return PgBuilder.pool()
                .connectingTo(options)
                .with(new PoolOptions().setMaxSize(10))
                .using(vertx)
                .build();
    }

    /** As the service's own sessions have them. */
    private static Map<String, String> sessionSettings() {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            settings.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings.stringPropertyNames().stream()
                .filter(name -> name.startsWith(SESSION_SETTINGS))
                .collect(Collectors.toMap(name -> name.substring(SESSION_SETTINGS.length()), settings::getProperty));
    }

    String uri() {
        return database.uri();
    }

    public Pool pool() {
        return pool;
    }

    Vertx vertx() {
        return vertx;
    }

    /** That many due messages of the account, each to a recipient of its own, of one content. Ids grow with the number. */
    public void queue(UUID account, int count) {
        queue(account, count, 1_000);
    }

    /** {@code bytes}: as large each counts. */
    void queue(UUID account, int count, int bytes) {
        UUID content = UUID.randomUUID();
        run("""
                insert into message_content (keep_day, id, account_id, domain_id, sender_domain, from_address, subject, text_body,
                                             headers, keep_until)
                select (now() at time zone 'UTC')::date + 7, $1, $2, $3, $4, 'news@' || $4, 'Hello', 'Hello there', '{}',
                       now() + interval '7 days'""", content, account, DOMAIN_ID, DOMAIN);
        run("""
                with fresh as (
                    select ('01890000-0000-7000-8000-' || lpad(to_hex($5::bigint + i), 12, '0'))::uuid as id,
                           (now() at time zone 'UTC')::date + 3 + i % 30 as keep_day, 'r' || i || '@' || $1::text || '.example' as recipient
                      from generate_series(1, $6) i
                ), messages as (
                    insert into message (keep_day, id, account_id, domain_id, content_id, content_keep_day, sender_domain, sender,
                                         recipient, subject, tags, accepted_at, updated_at, content_keep_until, keep_until)
                    select keep_day, id, $2, $3, $1, (now() at time zone 'UTC')::date + 7, $4, 'news@' || $4, recipient, 'Hello',
                           '{}', now(), now(), now() + interval '7 days', keep_day::timestamptz from fresh
                )
                insert into message_queue (message_id, keep_day, account_id, content_id, content_keep_day, content_bytes, ready, due_at)
                select id, keep_day, $2, $1, (now() at time zone 'UTC')::date + 7, $7, true, now() from fresh""", content, account, DOMAIN_ID, DOMAIN, nextId(count), count, bytes);
    }

    private long nextId;

    private long nextId(int count) {
        long first = nextId;
        nextId += count;
        return first;
    }

    /** Ends every connection and lets nobody in until it is closed. */
    Outage outage() {
        elsewhere("alter database " + database.name() + " with allow_connections false");
        elsewhere("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database.name() + "'");
        return new Outage();
    }

    final class Outage implements AutoCloseable {
        @Override
        public void close() {
            elsewhere("alter database " + database.name() + " with allow_connections true");
        }
    }

    private void elsewhere(String sql) {
        String url = "jdbc:postgresql://" + database.host() + ":" + database.port() + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public RowSet<Row> run(String sql, @Nullable Object... arguments) {
        try {
            return pool.preparedQuery(sql)
                    .execute(Tuple.from(arguments))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(sql, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public long count(String sql, @Nullable Object... arguments) {
        return run(sql, arguments).iterator().next().getLong(0);
    }

    @Override
    public void close() {
        pool.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

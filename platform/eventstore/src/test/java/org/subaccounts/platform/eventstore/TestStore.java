package org.subaccounts.platform.eventstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreTransaction;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** The store on a database of its own, assembled without CDI. */
final class TestStore implements AutoCloseable {
    private static final int POOL_SIZE = 20;
    private static final List<String> MIGRATIONS = List.of("V0_001__event_store.sql", "V0_003__read_models.sql");
    static final Map<String, String> BOUNDS =
            Map.of("statement_timeout", "10s", "lock_timeout", "5s", "idle_in_transaction_session_timeout", "10s");
    private static final Duration POLL = Duration.ofMillis(100);

    final TestDatabase database;
    final Vertx vertx = Vertx.vertx();
    final AppendSignal signal = new AppendSignal();
    final List<InlineProjection> projections = new ArrayList<>();
    final List<CommandResultListener> resultListeners = new ArrayList<>();
    final Pool pool;
    final EventJson json;
    final Outbox outbox;
    final PostgresEventStorageEngine engine;
    final EventTail tail;
    private final List<AxonConfiguration> started = new ArrayList<>();

    private TestStore(TestDatabase database, List<EventUpcaster> upcasters, EventStoreSettings settings) {
        this.database = database;
        this.pool = pool(vertx, database, POOL_SIZE);
        this.json = new EventJson(new ObjectMapper().registerModule(new JavaTimeModule()), upcasters);
        this.outbox = new Outbox(json, signal, Clock.systemUTC());
        this.engine = new PostgresEventStorageEngine(pool, vertx, json, signal, settings);
        this.tail = engine.tail();
    }

    /** On a new, migrated database. */
    static TestStore create(EventUpcaster... upcasters) {
        TestDatabase database = TestInfrastructure.get().createDatabase("eventstore");
        migrate(database);
        return on(database, upcasters);
    }

    static TestStore on(TestDatabase database, EventUpcaster... upcasters) {
        return new TestStore(database, List.of(upcasters), new EventStoreSettings(1_000, POLL, false));
    }

    static void migrate(TestDatabase database) {
        for (String migration : MIGRATIONS) {
            try (InputStream script = TestStore.class.getResourceAsStream("/db/migration/" + migration);
                    Connection connection =
                            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                    Statement statement = connection.createStatement()) {
                statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** As the defaults of this module configure it in Quarkus. */
    static Pool pool(Vertx vertx, TestDatabase database, int size) {
        return pool(vertx, database, size, BOUNDS);
    }

    static Pool pool(Vertx vertx, TestDatabase database, int size, Map<String, String> properties) {
        return DatabasePool.create(
                vertx,
                new PoolOptions().setMaxSize(size).setEventLoopSize(1),
                List.of(options(database, properties)),
                Duration.ofSeconds(30));
    }

    static PgConnectOptions options(TestDatabase database, Map<String, String> properties) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(database.host())
                .setPort(database.port())
                .setDatabase(database.name())
                .setUser(database.user())
                .setPassword(database.password())
                .setCachePreparedStatements(true);
        properties.forEach(options::addProperty);
        return options;
    }

    /** Axon with the domain of the tests and what was added to this store before. */
    AxonConfiguration axon() {
        if (!started.isEmpty()) {
            return started.getFirst();
        }
        PostgresTokenStore tokens = new PostgresTokenStore(pool, json, "test", Duration.ofSeconds(10));
        AxonConfiguration axon = new AxonAssembly(pool, engine, tokens, json)
                .build(List.of(new Accounts()), projections, resultListeners);
        axon.start();
        started.add(axon);
        return axon;
    }

    Commands commands() {
        return new Commands(axon().getComponent(CommandGateway.class), vertx);
    }

    RowSet<Row> query(String sql, Object... arguments) {
        return await(pool.preparedQuery(sql).execute(Tuple.from(arguments)));
    }

    long count(String sql, Object... arguments) {
        return query(sql, arguments).iterator().next().getLong(0);
    }

    /** The types of the events with the tag, in log order. */
    List<String> typesTagged(String tag) {
        List<String> types = new ArrayList<>();
        query("select type from es_event where $1 = any (tags) order by txid, position", tag)
                .forEach(row -> types.add(row.getString(0)));
        return types;
    }

    /** Everything that can be tailed now. */
    List<StoredEvent> tailed(TailPosition after) {
        List<StoredEvent> all = new ArrayList<>();
        TailPosition position = after;
        while (true) {
            List<StoredEvent> page = await(tail.read(position, 100).subscribeAsCompletionStage());
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            position = page.getLast().tailPosition();
        }
    }

    /** One event of state-stored code, committed. */
    void appendToOutbox(String type, Map<String, ?> payload) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        outbox.append(work, List.of(new OutboxEvent(type, "1", payload, Map.of())));
        await(work.commit());
    }

    /** Sources, runs something, and appends under the condition that nothing sourced has changed. Gives the count read. */
    CompletableFuture<Integer> decide(List<EventCriteria> sourced, Runnable meanwhile, Object event) {
        return decide(sourced, meanwhile, List.of(), event);
    }

    CompletableFuture<Integer> decide(
            List<EventCriteria> before, Runnable meanwhile, List<EventCriteria> after, Object event) {
        EventStore events = axon().getComponent(EventStore.class);
        return axon().getComponent(UnitOfWorkFactory.class).create().executeWithResult(context -> {
            EventStoreTransaction transaction = events.transaction(context);
            // The pause must not happen on the event loop that the others need.
            return read(transaction, before, 0)
                    .thenApplyAsync(count -> {
                        meanwhile.run();
                        return count;
                    })
                    .thenCompose(count -> read(transaction, after, count))
                    .thenApply(count -> {
                        transaction.appendEvent(message(event));
                        return count;
                    });
        });
    }

    private static CompletableFuture<Integer> read(
            EventStoreTransaction transaction, List<EventCriteria> sourced, int countBefore) {
        CompletableFuture<Integer> read = CompletableFuture.completedFuture(countBefore);
        for (EventCriteria criteria : sourced) {
            read = read.thenCompose(before -> transaction
                    .source(SourcingCondition.conditionFor(criteria))
                    .reduce(before, (count, entry) -> count + 1));
        }
        return read;
    }

    static EventMessage message(Object event) {
        return new GenericEventMessage(CachingResolvers.messageTypes().resolveOrThrow(event), event);
    }

    static TaggedEventMessage<?> tagged(Object event) {
        EventMessage message = message(event);
        return new GenericTaggedEventMessage<>(message, CachingResolvers.tags().resolve(message));
    }

    /** The append as the engine sends it, on a connection whose transaction the test controls. */
    void appendOn(SqlConnection connection, AppendCondition condition, Object... events) {
        List<TaggedEventMessage<?>> tagged = new ArrayList<>();
        for (Object event : events) {
            tagged.add(tagged(event));
        }
        AppendStatement append = AppendStatement.of(condition, tagged, json);
        await(connection.preparedQuery(append.sql()).execute(append.arguments()));
    }

    SqlConnection begin() {
        return begin(pool);
    }

    static SqlConnection begin(Pool pool) {
        SqlConnection connection = await(pool.getConnection());
        await(connection.query("BEGIN").execute());
        return connection;
    }

    static void end(SqlConnection connection, String how) {
        await(connection.query(how).execute());
        await(connection.close());
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    static <T> T await(Future<T> future) {
        return await(future.toCompletionStage());
    }

    /** The result, or the failure itself. */
    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw Commands.unwrap(Objects.requireNonNull(e.getCause())) instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empty if it succeeded. */
    static Optional<Throwable> failureOf(CompletionStage<?> stage) {
        CompletableFuture<Optional<Throwable>> failure = new CompletableFuture<>();
        var unused = stage.whenComplete(
                (result, thrown) -> failure.complete(Optional.ofNullable(thrown).map(Commands::unwrap)));
        return await(failure);
    }

    @Override
    public void close() {
        started.forEach(AxonConfiguration::shutdown);
        await(pool.close());
        await(vertx.close());
    }
}

package org.subaccounts.platform.messaging;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.subaccounts.platform.eventstore.AppendSignal;
import org.subaccounts.platform.eventstore.DatabasePool;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.EventStoreSettings;
import org.subaccounts.platform.eventstore.EventTail;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.platform.eventstore.OutboxEvent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.eventstore.PostgresEventStorageEngine;

/** One replica of a service, put together by hand: what CDI would wire, with connections of its own. */
final class Replica implements AutoCloseable {
    static {
        // the first use of Mutiny sets up its context propagation, and fails if two threads are the first at once
        var unused = Uni.createFrom()
                .completionStage(CompletableFuture.completedFuture(0))
                .await()
                .indefinitely();
    }

    private final Address address;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final EventTail tail;
    private final Outbox outbox;
    private final ConsumerStatus consumerStatus = new ConsumerStatus(new SimpleMeterRegistry());
    private final ConsumerPositions positions;
    private final EventConsumer consumer;
    private final TopicInspector topics;
    private final GatheringLanes lanes = new GatheringLanes();
    private final List<EventPublisher> publishers = new ArrayList<>();

    Replica(Address address) {
        this.address = address;
        this.pool = DatabasePool.create(
                vertx,
                new PoolOptions().setMaxSize(8).setConnectionTimeout(20),
                List.of(PgConnectOptions.fromUri(address.databaseUri())),
                Duration.ofSeconds(30));
        AppendSignal signal = new AppendSignal();
        EventJson json = new EventJson(JsonMapper.builder().findAndAddModules().build(), List.of());
        this.tail = new PostgresEventStorageEngine(pool, vertx, json, signal, EventStoreSettings.DEFAULT).tail();
        this.outbox = new Outbox(json, signal, Clock.systemUTC());
        this.positions = new ConsumerPositions(pool);
        this.consumer = new EventConsumer(pool, positions, consumerStatus);
        this.topics = new TopicInspector(address.kafka());
    }

    /** Starts a publisher and gives its status. */
    PublisherStatus publish() {
        PublisherStatus status = new PublisherStatus(new SimpleMeterRegistry(), address.topic());
        EventPublisher publisher = new EventPublisher(
                new EventPublisher.Settings(
                        address.kafka(), address.topicPrefix(), 100, Duration.ofMillis(5), Duration.ofMillis(200)),
                pool,
                tail,
                new CountedMapping(),
                status);
        publishers.add(publisher);
        publisher.start();
        return status;
    }

    /** Stores events with the numbers from (inclusive) to (exclusive), in one transaction. */
    void append(UUID account, int from, int to) {
        append(Counted.TYPE, account, from, to);
    }

    void append(String type, UUID account, int from, int to) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        outbox.append(
                work,
                IntStream.range(from, to)
                        .mapToObj(number -> new OutboxEvent(type, "1", new Counted(account, number), Map.of()))
                        .toList());
        work.commit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    EventConsumer consumer() {
        return consumer;
    }

    /** The one of the test consumer; only the first {@code rejoin} counts. */
    GatheringLane lane(Runnable rejoin) {
        return lanes.lane(
                ConsumerLoop.NAME,
                name -> new GatheringLane(
                        name, new PostgresGatheringStore(pool, positions), consumerStatus, SeenGathering::new, rejoin));
    }

    void stopLanes() {
        lanes.stop(new ShutdownEvent());
    }

    ConsumerPositions positions() {
        return positions;
    }

    ConsumerStatus consumerStatus() {
        return consumerStatus;
    }

    TopicInspector topics() {
        return topics;
    }

    StoredPositionListener listener() {
        return new StoredPositionListener(positions, topics, consumerStatus, lanes, Optional.of(address.topicPrefix()));
    }

    Address address() {
        return address;
    }

    RowSet<Row> sql(String statement, Object... arguments) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(statement)
                        .execute(Tuple.from(List.of(arguments)))
                        .toCompletionStage())
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        publishers.forEach(EventPublisher::close);
        stopLanes();
        topics.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}

package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;

class GatheringLaneTest {
    private static final UUID ACCOUNT = UUID.fromString("0190a000-0000-7000-8000-000000000001");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int BACKLOG = 100;
    private static final Duration LONGER_THAN_A_BACKLOG_WAITS =
            Duration.ofMillis(GatheringLane.BACKLOG_PAUSE_MILLIS + 500);

    private final Replica replica = new Replica(Address.fresh());
    private final TopicReader topic = new TopicReader(replica.address());
    private final TransactionalSender sender = TransactionalSender.open(
            replica.address().kafka(), replica.address().topicPrefix() + "test");
    private final AtomicInteger rejoined = new AtomicInteger();
    private final GatheringLane lane = replica.lane(rejoined::incrementAndGet);

    @AfterEach
    void close() {
        sender.close();
        topic.close();
        replica.close();
    }

    @Test
    void what_comes_again_and_what_was_sent_twice_changes_nothing() {
        ConsumerRecords<String, byte[]> batch = sent(1, 2, 3);
        take(batch, 1);
        take(batch, 1);
        take(sent(2, 3, 3, 4, 5, 4), 1);

        awaitNumbers(1, 2, 3, 4, 5);
    }

    @Test
    void while_a_transaction_is_under_way_what_comes_is_gathered_into_the_next_one() {
        try (Blocked _ = blocked()) {
            take(sent(1), 1);
            take(sent(2), 1);
            take(sent(3), 1);
            take(sent(4), 1);
            assertThat(Seen.count(replica)).isZero();
        }
        awaitNumbers(1, 2, 3, 4);
        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void a_full_gathering_takes_no_more_until_it_is_stored() {
        int[] many = new int[SeenGathering.MOST_EVENTS];
        for (int i = 0; i < many.length; i++) {
            many[i] = 2 + i;
        }
        CompletableFuture<Void> taken;
        try (Blocked _ = blocked()) {
            take(sent(1), 1);
            taken = lane.take(sent(many), 1).subscribeAsCompletionStage();
            assertThat(taken).isNotDone();
        }
        await().atMost(PATIENCE).until(taken::isDone);
        await().atMost(PATIENCE).until(() -> Seen.count(replica) == many.length + 1);
    }

    @Test
    void when_somebody_else_moves_the_positions_what_is_gathered_is_dropped_and_the_group_joined_again() {
        ConsumerRecords<String, byte[]> first = sent(1);
        take(first, 1);
        awaitNumbers(1);
        ConsumerRecords<String, byte[]> second = sent(2);
        ConsumerRecords<String, byte[]> third = sent(3);
        for (ConsumerRecords<String, byte[]> batch : List.of(second, third)) {
            replica.consumer()
                    .apply(ConsumerLoop.NAME, batch, record -> true, Seen::add)
                    .await()
                    .atMost(PATIENCE);
        }

        take(second, 1); // reads on from where it believes to be
        await().atMost(PATIENCE).until(() -> rejoined.get() == 1);
        ConsumerRecords<String, byte[]> fourth = sent(4);
        take(fourth, 1); // of the assignment that is over
        lane.settle(PATIENCE);
        assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(1, 2, 3);
        assertThat(lane.isDistinct(1)).isFalse();
        assertThat(lane.isDistinct(2)).isTrue();

        take(fourth, 2);
        awaitNumbers(1, 2, 3, 4);
    }

    @Test
    void a_transaction_whose_answer_was_lost_counts_as_stored_when_the_positions_are_where_it_moves_them() {
        ConsumerRecords<String, byte[]> batch = sent(1, 2);
        CompletableFuture<Void> taken;
        try (Blocked blocked = blocked()) {
            taken = lane.take(batch, 1).subscribeAsCompletionStage();
            // commits the same records with the same positions first
            blocked.applyInside(batch);
        }
        await().atMost(PATIENCE).until(taken::isDone);
        take(sent(3), 1);
        awaitNumbers(1, 2, 3);
        assertThat(rejoined).hasValue(0);
    }

    @Test
    void a_known_type_that_cannot_be_read_is_never_skipped_and_what_came_before_it_is_stored_once() {
        ProducerRecord<String, byte[]> bad = new ProducerRecord<>(
                replica.address().topic(),
                null,
                ACCOUNT.toString(),
                "{".getBytes(StandardCharsets.UTF_8),
                record(2).headers());
        sender.send(List.of(record(1), bad, record(3)));
        ConsumerRecords<String, byte[]> batch = topic.next();
        Batches.assign(replica, batch);

        CompletableFuture<Void> taken = lane.take(batch, 1).subscribeAsCompletionStage();

        awaitNumbers(1);
        await().atMost(PATIENCE).until(() -> replica.consumerStatus().isFailing(ConsumerLoop.NAME));
        assertThat(taken).isNotDone();
        awaitNumbers(1);
    }

    @Test
    void a_batch_that_cannot_be_taken_holds_the_lane_no_longer_than_its_assignment() {
        ProducerRecord<String, byte[]> bad = new ProducerRecord<>(
                replica.address().topic(),
                null,
                ACCOUNT.toString(),
                "{".getBytes(StandardCharsets.UTF_8),
                record(1).headers());
        sender.send(List.of(bad));
        ConsumerRecords<String, byte[]> batch = topic.next();
        Batches.assign(replica, batch);
        CompletableFuture<Void> taken = lane.take(batch, 1).subscribeAsCompletionStage();
        await().atMost(PATIENCE).until(() -> replica.consumerStatus().isFailing(ConsumerLoop.NAME));
        assertThat(taken).isNotDone();

        lane.settle(PATIENCE);
        lane.abandon();
        await().atMost(PATIENCE).until(taken::isDone);

        // whoever had the partition meanwhile has moved past it
        replica.sql(
                "update consumer_position set next_offset = 2 where partition = $1",
                batch.partitions().iterator().next().partition());
        take(sent(2), 2);
        awaitNumbers(2);
    }

    @Test
    void when_the_service_stops_what_is_gathered_is_stored_and_what_comes_then_is_left() {
        take(sent(1), 1);
        replica.stopLanes();
        assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(1);
        lane.take(sent(2), 1).await().atMost(PATIENCE);
        lane.settle(PATIENCE);
        assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(1);
    }

    @Test
    void while_postgres_is_away_it_gathers_on_and_stores_everything_once_when_it_is_back() {
        take(sent(1), 1);
        awaitNumbers(1);
        try (DatabaseOutage _ = new DatabaseOutage(replica.address())) {
            lane.take(sent(2), 1).await().atMost(PATIENCE);
            await().atMost(PATIENCE).until(() -> replica.consumerStatus().isFailing(ConsumerLoop.NAME));
            lane.take(sent(3), 1).await().atMost(PATIENCE);
        }
        awaitNumbers(1, 2, 3);
        await().atMost(PATIENCE).until(() -> !replica.consumerStatus().isFailing(ConsumerLoop.NAME));
    }

    @Test
    void before_its_partitions_go_to_somebody_else_what_is_gathered_is_stored() {
        try (Blocked blocked = blocked()) {
            take(sent(1), 1);
            take(sent(2), 1);
            CompletableFuture<Void> released = CompletableFuture.runAsync(
                    blocked::close, CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
            lane.settle(PATIENCE);
            assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(1, 2);
            released.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void a_backlog_is_stored_together_however_few_come_with_one_batch() {
        List<ConsumerRecords<String, byte[]>> batches = List.of(old(1, BACKLOG), old(101, 101), old(102, 150));
        batches.forEach(batch -> take(batch, 1));

        await().atMost(PATIENCE).until(() -> Seen.count(replica) == 150);
        assertThat(transactions()).isEqualTo(1);
    }

    @Test
    void a_few_records_are_no_backlog_however_old_and_are_not_waited_with() {
        take(old(1, BACKLOG - 1), 1);
        // a lane that waited would pass nothing on when its assignment ends; one that stores at once has it under way
        lane.abandon();
        await().atMost(PATIENCE).until(() -> Seen.count(replica) == BACKLOG - 1);
    }

    @Test
    void a_backlog_that_waits_for_more_is_not_passed_over_when_its_assignment_ends() {
        ConsumerRecords<String, byte[]> backlog = old(1, BACKLOG);
        take(backlog, 1);
        lane.abandon();
        await().during(LONGER_THAN_A_BACKLOG_WAITS)
                .atMost(PATIENCE)
                .until(
                        () -> replica.sql("select from consumer_position where next_offset > 0")
                                .size(),
                        is(0));

        take(backlog, 2);
        await().atMost(PATIENCE).until(() -> Seen.count(replica) > 0);
        assertThat(Seen.count(replica)).isEqualTo(backlog.count());
    }

    @Test
    void two_gathering_consumers_of_one_group_share_the_partitions_through_rebalances() {
        replica.publish();
        List<UUID> accounts = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        try (ConsumerLoop _ = new ConsumerLoop(replica, true);
                Replica second = new Replica(replica.address())) {
            for (int round = 0; round < 4; round++) {
                int from = round * 50;
                try (ConsumerLoop _ = new ConsumerLoop(second, true)) {
                    accounts.forEach(account -> replica.append(account, from, from + 25));
                    await().atMost(PATIENCE).until(() -> Seen.count(replica) >= accounts.size() * (from + 5));
                }
                accounts.forEach(account -> replica.append(account, from + 25, from + 50));
                await().atMost(PATIENCE).until(() -> Seen.count(replica) >= accounts.size() * (from + 30));
            }
            await().atMost(PATIENCE).until(() -> Seen.count(replica) >= accounts.size() * 200);
            accounts.forEach(account -> Seen.requireExactly(replica, account, 200));
        }
    }

    /** Keeps every transaction that would move a position waiting. */
    private static final class Blocked implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final PgConnection connection;
        private boolean open = true;

        Blocked(Replica replica) {
            connection = PgConnection.connect(
                            vertx, PgConnectOptions.fromUri(replica.address().databaseUri()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            execute("begin");
            execute("select * from consumer_position for update");
        }

        /** Moves the positions to behind the batch, and does what its events do, in the transaction that the others wait for. */
        void applyInside(ConsumerRecords<String, byte[]> batch) {
            batch.partitions().forEach(partition -> {
                PartitionProgress moved = new PartitionProgress(new Position("", 0, Map.of()));
                moved.moveTo(batch.records(partition).getLast().offset() + 1);
                Reduction.moveBehindMarkers(batch, partition, moved);
                long next = moved.nextOffset();
                execute("update consumer_position set next_offset = " + next + " where partition = "
                        + partition.partition());
                batch.records(partition)
                        .forEach(record -> execute("insert into seen (account, number) values ('" + ACCOUNT + "', "
                                + new io.vertx.core.json.JsonObject(new String(record.value(), StandardCharsets.UTF_8))
                                        .getString("message_id")
                                + ")"));
            });
        }

        private void execute(String sql) {
            var unused = connection
                    .query(sql)
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
        }

        @Override
        public synchronized void close() {
            if (open) {
                open = false;
                execute("commit");
                var unused = vertx.close();
            }
        }
    }

    private void take(ConsumerRecords<String, byte[]> batch, int generation) {
        Batches.assign(replica, batch);
        lane.take(batch, generation).await().atMost(PATIENCE);
    }

    private Blocked blocked() {
        Batches.assign(replica, sent(0)); // a position to wait for; the record itself is never taken
        return new Blocked(replica);
    }

    private void awaitNumbers(Integer... numbers) {
        await().atMost(PATIENCE).until(() -> Seen.numbers(replica, ACCOUNT).equals(List.of(numbers)));
    }

    private ConsumerRecords<String, byte[]> sent(int... sequences) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (int sequence : sequences) {
            records.add(record(sequence));
        }
        sender.send(records);
        return topic.next();
    }

    private int transactions() {
        return replica.sql("select count(distinct xmin::text)::int from seen")
                .iterator()
                .next()
                .getInteger(0);
    }

    /** One batch of records that lay in Kafka for a minute. */
    private ConsumerRecords<String, byte[]> old(int first, int last) {
        long old = System.currentTimeMillis() - Duration.ofMinutes(1).toMillis();
        sender.send(IntStream.rangeClosed(first, last)
                .mapToObj(this::record)
                .map(recent ->
                        new ProducerRecord<>(recent.topic(), null, old, recent.key(), recent.value(), recent.headers()))
                .toList());
        ConsumerRecords<String, byte[]> batch = topic.next();
        assertThat(batch.count()).isEqualTo(last - first + 1);
        return batch;
    }

    private ProducerRecord<String, byte[]> record(int sequence) {
        return TestEvents.record(replica.address().topic(), ACCOUNT, sequence, sequence);
    }
}

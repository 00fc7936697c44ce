package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.DomainRemoved;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.ConsumerStatus.Assignment;

class EventConsumerTest {
    private static final UUID ACCOUNT = UUID.fromString("0190a000-0000-7000-8000-000000000001");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Replica replica = new Replica(Address.fresh());
    private final TopicReader topic = new TopicReader(replica.address());
    private final TransactionalSender sender = TransactionalSender.open(
            replica.address().kafka(), replica.address().topicPrefix() + "test");

    @AfterEach
    void close() {
        sender.close();
        topic.close();
        replica.close();
    }

    @Test
    void a_batch_that_comes_again_changes_nothing() {
        ConsumerRecords<String, byte[]> batch = sent(1, 2, 3);

        Batches.apply(replica, batch, Seen::add);
        Batches.apply(replica, batch, Seen::add);

        assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(1, 2, 3);
    }

    @Test
    void what_the_producer_sent_twice_is_dropped_by_its_sequence() {
        Batches.apply(replica, sent(1, 2, 3), Seen::add);
        Batches.apply(replica, sent(2, 3, 3, 4, 5, 4), Seen::add);

        assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void effect_and_position_are_stored_together_or_not_at_all() {
        ConsumerRecords<String, byte[]> batch = sent(1, 2);
        AtomicBoolean broken = new AtomicBoolean(true);
        Batches.assign(replica, batch);
        long before = position(batch);
        CompletableFuture<Void> applied = apply(batch, (events, work) -> {
            Seen.add(events, work);
            if (broken.get()) {
                var unused = work.enlist("select 1 / $1::int", Tuple.of(0));
            }
        });

        await().atMost(PATIENCE).until(() -> replica.consumerStatus().isFailing(ConsumerLoop.NAME));
        assertThat(Seen.count(replica)).isZero();
        assertThat(position(batch)).isEqualTo(before);

        broken.set(false);
        await().atMost(PATIENCE).until(applied::isDone);
        assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(1, 2);
        assertThat(position(batch)).isGreaterThan(before);
    }

    @Test
    void of_many_that_apply_the_same_batch_at_once_one_succeeds() {
        for (int round = 0; round < 10; round++) {
            ConsumerRecords<String, byte[]> batch = sent(round * 2, round * 2 + 1);
            Batches.assign(replica, batch);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(apply(batch, Seen::add));
            }
            await().atMost(PATIENCE).until(() -> all.stream().allMatch(CompletableFuture::isDone));
        }
        Seen.requireExactly(replica, ACCOUNT, 20);
    }

    @Test
    void an_unknown_type_is_passed_over_and_the_position_moves_on() {
        ProducerRecord<String, byte[]> unknown = record(2);
        unknown.headers()
                .remove("ce_type")
                .add("ce_type", "org.subaccounts.Unheard.v7".getBytes(StandardCharsets.UTF_8));
        sender.send(List.of(unknown));
        ConsumerRecords<String, byte[]> batch = topic.next();
        Batches.assign(replica, batch);
        long before = position(batch);

        Batches.apply(replica, batch, Seen::add);

        assertThat(Seen.count(replica)).isZero();
        assertThat(position(batch)).isGreaterThan(before);
    }

    @Test
    void what_is_not_wanted_is_not_even_read_and_the_position_moves_on() {
        ProducerRecord<String, byte[]> good = record(1);
        sender.send(List.of(new ProducerRecord<>(
                good.topic(), null, good.key(), "{".getBytes(StandardCharsets.UTF_8), good.headers())));
        ConsumerRecords<String, byte[]> batch = topic.next();
        Batches.assign(replica, batch);
        long before = position(batch);

        replica.consumer()
                .apply(ConsumerLoop.NAME, batch, record -> record.is(DomainRemoved.class), Seen::add)
                .await()
                .atMost(Duration.ofSeconds(30));

        assertThat(Seen.count(replica)).isZero();
        assertThat(position(batch)).isGreaterThan(before);
    }

    @Test
    void a_known_type_that_cannot_be_read_is_never_skipped() {
        ProducerRecord<String, byte[]> good = record(1);
        ProducerRecord<String, byte[]> bad = new ProducerRecord<>(
                good.topic(),
                null,
                good.key(),
                "{".getBytes(StandardCharsets.UTF_8),
                record(2).headers());
        sender.send(List.of(good, bad));
        ConsumerRecords<String, byte[]> batch = topic.next();
        Batches.assign(replica, batch);

        CompletableFuture<Void> applied = apply(batch, Seen::add);

        await().atMost(PATIENCE).until(() -> replica.consumerStatus().isFailing(ConsumerLoop.NAME));
        assertThat(applied).isNotDone();
        assertThat(Seen.count(replica)).isZero();
        replica.consumer().stop(new ShutdownEvent());
        await().atMost(PATIENCE).until(applied::isCompletedExceptionally);
    }

    @Test
    void while_postgres_is_away_a_batch_waits() {
        ConsumerRecords<String, byte[]> batch = sent(1, 2);
        Batches.assign(replica, batch);
        CompletableFuture<Void> applied;
        try (DatabaseOutage _ = new DatabaseOutage(replica.address())) {
            applied = apply(batch, Seen::add);
            await().atMost(PATIENCE).until(() -> replica.consumerStatus().isFailing(ConsumerLoop.NAME));
            assertThat(applied).isNotDone();
        }
        await().atMost(PATIENCE).until(applied::isDone);
        assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(1, 2);
    }

    @Test
    void a_refused_partition_is_not_applied() {
        ConsumerRecords<String, byte[]> batch = sent(1);
        Batches.assign(replica, batch);
        TopicPartition partition = batch.partitions().iterator().next();
        Assignment assignment = new Assignment(ConsumerLoop.NAME, partition);
        assertThat(replica.consumerStatus().refused(assignment, "for a test")).isTrue();

        CompletableFuture<Void> applied = apply(batch, Seen::add);

        await().atMost(PATIENCE).until(() -> replica.consumerStatus().isFailing(ConsumerLoop.NAME));
        assertThat(Seen.count(replica)).isZero();
        replica.consumerStatus().accepted(assignment);
        await().atMost(PATIENCE).until(applied::isDone);
        assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(1);
    }

    private CompletableFuture<Void> apply(
            ConsumerRecords<String, byte[]> batch, BiConsumer<List<ReceivedEvent>, PgUnitOfWork> effect) {
        Uni<Void> applied = replica.consumer().apply(ConsumerLoop.NAME, batch, record -> true, effect);
        return applied.subscribeAsCompletionStage();
    }

    private long position(ConsumerRecords<String, byte[]> batch) {
        return replica.sql(
                        "select next_offset from consumer_position where partition = $1",
                        batch.partitions().iterator().next().partition())
                .iterator()
                .next()
                .getLong(0);
    }

    /** Sends events of one account with these sequences in one transaction, and polls them. */
    private ConsumerRecords<String, byte[]> sent(int... sequences) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        for (int sequence : sequences) {
            records.add(record(sequence));
        }
        sender.send(records);
        return topic.next();
    }

    private ProducerRecord<String, byte[]> record(int sequence) {
        return TestEvents.record(replica.address().topic(), ACCOUNT, sequence, sequence);
    }
}

package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsumerProgressTest {
    private static final UUID ACCOUNT = UUID.fromString("0190a000-0000-7000-8000-000000000001");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Replica replica = new Replica(Address.fresh());
    private final ConsumerProgress progress = progress(replica.address().kafka());

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void a_consumer_has_reached_the_ends_when_it_applied_everything_up_to_them() throws InterruptedException {
        send(0, 1, 2);
        TopicEnds ends = ends();
        assertThat(progress.hasReached(ends)).as("it never started").isFalse();

        try (ConsumerLoop _ = new ConsumerLoop(replica)) {
            await().atMost(PATIENCE).until(() -> progress.hasReached(ends));
            assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(0, 1, 2);
        }

        send(3);
        assertThat(progress.hasReached(ends))
                .as("what came later does not matter")
                .isTrue();
        assertThat(progress.hasReached(ends())).isFalse();
    }

    @Test
    void records_of_an_aborted_transaction_are_nothing_to_wait_for() throws InterruptedException {
        try (ConsumerLoop _ = new ConsumerLoop(replica)) {
            send(0);
            await().atMost(PATIENCE).until(() -> Seen.count(replica) == 1);
            sendAndAbort(1);
            TopicEnds ends = ends();
            await().atMost(PATIENCE).until(() -> progress.hasReached(ends));
        }
        sendAndAbort(1);
        assertThat(progress.hasReached(ends())).as("also when nobody reads").isTrue();
        send(2);
        assertThat(progress.hasReached(ends()))
                .as("but a record behind them is")
                .isFalse();
    }

    @Test
    void of_a_topic_that_was_deleted_nothing_is_reached_any_more() throws InterruptedException {
        try (ConsumerLoop _ = new ConsumerLoop(replica)) {
            send(0);
            await().atMost(PATIENCE).until(() -> Seen.count(replica) == 1);
        }
        replica.sql("update consumer_position set topic_id = 'another'");
        TopicEnds ends = ends();
        assertThatThrownBy(() -> progress.hasReached(ends)).isInstanceOf(PositionRefusedException.class);
    }

    @Test
    void while_kafka_is_away_nothing_can_be_told() {
        ConsumerProgress nobody = progress(Map.of("bootstrap.servers", "127.0.0.1:1"));
        assertThatThrownBy(() -> nobody.ends(ConsumerLoop.NAME, CountedMapping.TOPIC))
                .isInstanceOf(RuntimeException.class);
    }

    private TopicEnds ends() throws InterruptedException {
        return progress.ends(ConsumerLoop.NAME, CountedMapping.TOPIC);
    }

    private ConsumerProgress progress(Map<String, Object> kafka) {
        return new ConsumerProgress(
                replica.positions(),
                new TopicInspector(kafka),
                Optional.of(replica.address().topicPrefix()));
    }

    private void send(int... numbers) {
        try (TransactionalSender sender = TransactionalSender.open(
                replica.address().kafka(), replica.address().topicPrefix() + "test")) {
            for (int number : numbers) {
                sender.send(List.of(TestEvents.record(replica.address().topic(), ACCOUNT, number, number)));
            }
        }
    }

    private void sendAndAbort(int number) {
        Map<String, Object> configuration = new HashMap<>(replica.address().kafka());
        configuration.put("transactional.id", replica.address().topicPrefix() + "aborted");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(TestEvents.record(replica.address().topic(), ACCOUNT, number, number));
            producer.flush();
            producer.abortTransaction();
        }
    }
}

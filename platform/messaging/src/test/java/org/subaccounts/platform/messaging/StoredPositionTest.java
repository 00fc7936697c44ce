package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoredPositionTest {
    private static final UUID ACCOUNT = UUID.fromString("0190a000-0000-7000-8000-000000000001");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Replica replica = new Replica(Address.fresh());

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void a_new_consumer_starts_at_the_oldest_record() {
        send(0, 1, 2);
        try (ConsumerLoop _ = new ConsumerLoop(replica)) {
            awaitNumbers(0, 1, 2);
        }
    }

    @Test
    void a_consumer_goes_on_where_it_stopped() {
        send(0, 1, 2);
        try (ConsumerLoop _ = new ConsumerLoop(replica)) {
            awaitNumbers(0, 1, 2);
        }
        send(3, 4);
        try (ConsumerLoop _ = new ConsumerLoop(replica)) {
            awaitNumbers(0, 1, 2, 3, 4);
        }
    }

    @Test
    void a_position_that_the_topic_does_not_have_is_refused_until_somebody_decides() {
        send(0, 1, 2);
        try (ConsumerLoop _ = new ConsumerLoop(replica)) {
            awaitNumbers(0, 1, 2);
        }
        replica.sql("update consumer_position set next_offset = next_offset + 1000");
        send(3);
        try (ConsumerLoop _ = new ConsumerLoop(replica)) {
            await().atMost(PATIENCE)
                    .until(() -> !replica.consumerStatus().refusals().isEmpty());
            assertThat(replica.consumerStatus().refusals().values())
                    .allMatch(reason -> reason.contains("records were lost"));
            assertThat(Seen.numbers(replica, ACCOUNT)).containsExactly(0, 1, 2);

            replica.sql("update consumer_position set next_offset = next_offset - 1000");
            awaitNumbers(0, 1, 2, 3);
            assertThat(replica.consumerStatus().refusals()).isEmpty();
        }
    }

    @Test
    void the_position_lies_behind_the_marker_of_the_last_transaction() {
        send(0);
        try (ConsumerLoop _ = new ConsumerLoop(replica)) {
            awaitNumbers(0);
        }
        assertThat(replica.sql("select max(next_offset) from consumer_position")
                        .iterator()
                        .next()
                        .getLong(0))
                .isEqualTo(2);
    }

    private void send(int... numbers) {
        try (TransactionalSender sender = TransactionalSender.open(
                replica.address().kafka(), replica.address().topicPrefix() + "test")) {
            for (int number : numbers) {
                sender.send(List.of(TestEvents.record(replica.address().topic(), ACCOUNT, number, number)));
            }
        }
    }

    private void awaitNumbers(Integer... numbers) {
        await().atMost(PATIENCE).until(() -> Seen.numbers(replica, ACCOUNT).equals(List.of(numbers)));
    }
}

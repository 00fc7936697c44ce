package org.subaccounts.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.platform.messaging.PublisherStatus.Phase;

class EventPublisherTest {
    private static final UUID ACCOUNT = UUID.fromString("0190a000-0000-7000-8000-000000000001");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Replica replica = new Replica(Address.fresh());
    private final TopicReader topic = new TopicReader(replica.address());

    @AfterEach
    void close() {
        topic.close();
        replica.close();
    }

    @Test
    void a_stored_event_becomes_a_cloud_event_keyed_by_its_account() throws Exception {
        replica.append(ACCOUNT, 7, 8);
        replica.publish();

        ConsumerRecord<String, byte[]> record = published(1).getFirst();

        assertThat(record.key()).isEqualTo(ACCOUNT.toString());
        Map<String, String> headers = StreamSupport.stream(record.headers().spliterator(), false)
                .collect(Collectors.toMap(header -> header.key(), header -> new String(header.value(), UTF_8)));
        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", "org.subaccounts.MessageSent.v1")
                .containsEntry("ce_source", "/test-service")
                .containsEntry("ce_subject", ACCOUNT.toString())
                .containsEntry("content-type", "application/json")
                .containsOnlyKeys(
                        "ce_specversion",
                        "ce_id",
                        "ce_type",
                        "ce_source",
                        "ce_subject",
                        "ce_time",
                        "ce_sequence",
                        "content-type");
        assertThat(UUID.fromString(headers.get("ce_id"))).isNotNull();
        assertThat(Instant.parse(headers.get("ce_time"))).isBeforeOrEqualTo(Instant.now());
        assertThat(headers.get("ce_sequence")).matches("\\d{20}-\\d{20}");
        assertThat(new JsonMapper().readTree(record.value()).get("message_id").asText())
                .isEqualTo("7");
    }

    @Test
    void events_of_an_account_come_in_the_order_in_which_they_were_stored() {
        List<UUID> accounts = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        replica.publish();
        for (int batch = 0; batch < 25; batch++) {
            for (UUID account : accounts) {
                replica.append(account, batch * 10, batch * 10 + 10);
            }
        }

        List<ConsumerRecord<String, byte[]>> records = published(1_000);

        for (UUID account : accounts) {
            assertThat(numbers(records, account))
                    .containsExactlyElementsOf(IntStream.range(0, 250).boxed().toList());
        }
    }

    @Test
    void private_events_are_passed_over_for_good() {
        PublisherStatus status = replica.publish();
        replica.append(Counted.PRIVATE_TYPE, ACCOUNT, 0, 300);
        replica.append(ACCOUNT, 0, 1);

        assertThat(published(1)).hasSize(1);
        await().atMost(PATIENCE).until(() -> status.lagSeconds() == 0 && storedPosition() > 300);
    }

    @Test
    void an_event_is_in_kafka_well_within_a_second() {
        replica.publish();
        replica.append(ACCOUNT, 0, 1);
        published(1);
        long[] millis = new long[100];
        for (int i = 0; i < millis.length; i++) {
            long start = System.nanoTime();
            replica.append(ACCOUNT, i + 1, i + 2);
            published(i + 2);
            millis[i] = Duration.ofNanos(System.nanoTime() - start).toMillis();
        }
        Arrays.sort(millis);
        System.out.printf("append to consumer: median %d ms, p99 %d ms%n", millis[50], millis[98]);
        assertThat(millis[98]).isLessThan(1_000);
    }

    @Test
    void a_successor_goes_on_where_the_publisher_stopped() {
        try (Replica other = new Replica(replica.address())) {
            other.publish();
            replica.append(ACCOUNT, 0, 50);
            published(50);
        }
        replica.append(ACCOUNT, 50, 60);
        replica.publish();

        assertThat(numbers(published(60), ACCOUNT))
                .containsExactlyElementsOf(IntStream.range(0, 60).boxed().toList());
    }

    @Test
    void of_two_publishers_one_is_active_and_the_other_takes_over_when_it_goes() {
        PublisherStatus second;
        try (Replica other = new Replica(replica.address())) {
            PublisherStatus first = other.publish();
            await().atMost(PATIENCE).until(() -> first.phase() == Phase.ACTIVE);
            second = replica.publish();
            await().atMost(PATIENCE).until(() -> second.phase() == Phase.STANDBY);
            other.append(ACCOUNT, 0, 10);
            published(10);
            assertThat(second.phase()).isEqualTo(Phase.STANDBY);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> second.phase() == Phase.ACTIVE);
        replica.append(ACCOUNT, 10, 20);
        assertThat(numbers(published(20), ACCOUNT))
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void a_publisher_that_was_succeeded_can_send_nothing_any_more() {
        List<ProducerRecord<String, byte[]>> one =
                List.of(new ProducerRecord<>(replica.address().topic(), ACCOUNT.toString(), "zombie".getBytes(UTF_8)));
        try (TransactionalSender zombie =
                TransactionalSender.open(replica.address().kafka(), "same-id")) {
            zombie.send(one);
            try (TransactionalSender successor =
                    TransactionalSender.open(replica.address().kafka(), "same-id")) {
                assertThatThrownBy(() -> zombie.send(one))
                        .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
                successor.send(one);
            }
        }
        assertThat(published(2)).hasSize(2);
    }

    @Test
    void a_publisher_that_loses_its_lease_comes_back_and_nothing_is_lost() {
        PublisherStatus status = replica.publish();
        try (Replica appender = new Replica(replica.address())) {
            for (int round = 0; round < 5; round++) {
                appender.append(ACCOUNT, round * 20, round * 20 + 20);
                await().atMost(PATIENCE).until(() -> status.phase() == Phase.ACTIVE);
                appender.sql(
                        "select pg_terminate_backend(pid) from pg_locks"
                                + " where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())");
            }
            appender.append(ACCOUNT, 100, 101);
        }
        await().atMost(PATIENCE).until(() -> applied() == 101);
        Seen.requireExactly(replica, ACCOUNT, 101);
    }

    @Test
    void a_crash_between_kafka_and_the_position_sends_again_and_consumers_drop_it() {
        try (Replica crashed = new Replica(replica.address())) {
            crashed.publish();
            replica.append(ACCOUNT, 0, 30);
            published(30);
            await().atMost(PATIENCE).until(() -> storedPosition() > 0);
        }
        replica.sql("update publisher_position set txid = 0, position = 0");
        replica.append(ACCOUNT, 30, 40);
        replica.publish();

        assertThat(published(70)).hasSize(70);
        try (TopicReader again = new TopicReader(replica.address())) {
            await().atMost(PATIENCE).until(() -> applied(again) == 40);
        }
        Seen.requireExactly(replica, ACCOUNT, 40);
    }

    @Test
    void a_position_from_another_database_is_refused_until_somebody_decides() {
        replica.sql(
                "insert into publisher_position (publisher, txid, position) values ($1, $2, 1)",
                CountedMapping.TOPIC,
                Long.MAX_VALUE / 2);
        PublisherStatus status = replica.publish();
        replica.append(ACCOUNT, 0, 1);

        await().atMost(PATIENCE).until(() -> status.phase() == Phase.REFUSED);
        assertThat(status.failure()).contains("restored from elsewhere");

        replica.sql("delete from publisher_position");
        assertThat(published(1)).hasSize(1);
        assertThat(status.phase()).isEqualTo(Phase.ACTIVE);
    }

    private long storedPosition() {
        return replica.sql("select coalesce(max(position), 0) from publisher_position")
                .iterator()
                .next()
                .getLong(0);
    }

    /** Applies what was published since, and tells how much was applied in all. */
    private int applied() {
        return applied(topic);
    }

    private int applied(TopicReader reader) {
        Batches.apply(replica, reader.poll(), Seen::add);
        return Seen.count(replica);
    }

    private List<ConsumerRecord<String, byte[]>> published(int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> topic.records().size() >= count);
        return topic.records();
    }

    private static List<Integer> numbers(List<ConsumerRecord<String, byte[]>> records, UUID account) {
        return records.stream()
                .filter(record -> record.key().equals(account.toString()))
                .map(record -> Integer.valueOf(CloudEventRecords.read(record)
                        .map(event -> (MessageSent) event.event())
                        .orElseThrow()
                        .messageId()))
                .toList();
    }
}

package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.health.api.Wellness;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.testkit.PlatformTestResource;
import org.subaccounts.platform.testkit.TestInfrastructure;

@QuarkusTest
@QuarkusTestResource(PlatformTestResource.class)
class ChannelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofMillis(20);
    private static final int EVENTS_PER_TRANSACTION = 5;

    @Inject
    Pool pool;

    @Inject
    @Readiness
    ConsumerHealth health;

    @Inject
    @Wellness
    ConsumerLagHealth lagHealth;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    @ConfigProperty(name = "platform.topic-prefix")
    String topicPrefix;

    @Test
    void rebalances_lose_and_double_nothing() {
        List<UUID> accounts = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        AtomicBoolean sending = new AtomicBoolean(true);
        AtomicInteger sent = new AtomicInteger();
        Thread sender = Thread.ofPlatform().daemon().start(() -> send(accounts, sending, sent));
        try {
            for (int rebalance = 0; rebalance < 3; rebalance++) {
                awaitProgress(accounts.getFirst());
                joinAndLeave();
            }
            awaitProgress(accounts.getFirst());
        } finally {
            sending.set(false);
        }
        await().atMost(PATIENCE).until(() -> !sender.isAlive());
        for (UUID account : accounts) {
            await().atMost(PATIENCE).until(() -> numbers(account).size() >= sent.get());
            assertThat(numbers(account))
                    .containsExactlyElementsOf(
                            IntStream.range(0, sent.get()).boxed().toList());
        }
    }

    @Test
    void a_topic_that_is_deleted_under_a_consumer_is_refused_and_makes_the_service_unready() throws Exception {
        UUID account = UUID.randomUUID();
        String topic = topicPrefix + Topics.KEY;
        try (TransactionalSender sender = TransactionalSender.open(kafka(), topicPrefix + "key-test")) {
            sender.send(List.of(TestEvents.record(topic, account, 0, 0)));
        }
        await().atMost(PATIENCE).until(() -> numbers(account).size() == 1);
        assertThat(health.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);

        try (Admin admin = Admin.create(kafka())) {
            admin.deleteTopics(List.of(topic)).all().get();
            await().atMost(PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains(topic));
        }
        TestInfrastructure.get().createTopics(topicPrefix);

        await().atMost(PATIENCE).until(() -> health.call().getStatus() == HealthCheckResponse.Status.DOWN);
        assertThat(health.call().getData().orElseThrow().toString()).contains("seen-keys", "deleted");
    }

    @Test
    void a_consumer_that_stays_behind_is_not_well_until_it_has_caught_up() {
        UUID account = UUID.randomUUID();
        String topic = topicPrefix + Topics.SENDING;
        SqlConnection blocker = done(pool.getConnection());
        done(blocker.query("begin").execute());
        done(blocker.query("select * from consumer_position for update").execute());
        ProducerRecord<String, byte[]> record = TestEvents.record(topic, account, 0, 0);
        record.headers().remove("ce_source").add("ce_source", "/lag-test".getBytes(StandardCharsets.UTF_8));
        try (TransactionalSender sender = TransactionalSender.open(kafka(), topicPrefix + "lag-test")) {
            sender.send(List.of(record));
        }

        await().atMost(PATIENCE).until(() -> lagHealth.call().getStatus() == HealthCheckResponse.Status.DOWN);
        assertThat(lagHealth.call().getData().orElseThrow().toString()).contains("seen of " + topic);

        done(blocker.query("commit").execute());
        done(blocker.close());
        await().atMost(PATIENCE).until(() -> lagHealth.call().getStatus() == HealthCheckResponse.Status.UP);
        assertThat(numbers(account)).containsExactly(0);
    }

    @CanIgnoreReturnValue
    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private void send(List<UUID> accounts, AtomicBoolean sending, AtomicInteger sent) {
        String topic = topicPrefix + Topics.SENDING;
        try (TransactionalSender sender = TransactionalSender.open(kafka(), topicPrefix + "channel-test")) {
            long position = 0;
            while (sending.get()) {
                List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
                for (UUID account : accounts) {
                    for (int i = 0; i < EVENTS_PER_TRANSACTION; i++) {
                        records.add(TestEvents.record(topic, account, sent.get() + i, position++));
                    }
                }
                sender.send(records);
                sent.addAndGet(EVENTS_PER_TRANSACTION);
                LockSupport.parkNanos(PACE.toNanos());
            }
        }
    }

    /** Another member of the group takes some partitions, applies nothing, and goes. */
    private void joinAndLeave() {
        Map<String, Object> configuration = new HashMap<>(kafka());
        configuration.put("group.id", topicPrefix + "seen");
        configuration.put("auto.offset.reset", "earliest");
        configuration.put("enable.auto.commit", "false");
        configuration.put("partition.assignment.strategy", RangeAssignor.class.getName());
        try (KafkaConsumer<String, byte[]> other =
                new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer())) {
            other.subscribe(List.of(topicPrefix + Topics.SENDING));
            await().atMost(PATIENCE)
                    .until(() -> !other.poll(Duration.ofMillis(100)).isEmpty());
        }
    }

    private void awaitProgress(UUID account) {
        int before = numbers(account).size();
        await().atMost(PATIENCE).until(() -> numbers(account).size() > before + 100);
    }

    private List<Integer> numbers(UUID account) {
        List<Integer> numbers = new ArrayList<>();
        for (Row row : pool.preparedQuery("select number from seen where account = $1 order by id")
                .execute(Tuple.of(account))
                .toCompletionStage()
                .toCompletableFuture()
                .join()) {
            numbers.add(row.getInteger(0));
        }
        return numbers;
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }
}

package org.subaccounts.key.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.Topics;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestKey;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class PublishedKeyEventsTest {
    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }

    @Test
    void a_keys_life_is_published_without_its_secret_or_hash() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT);
        TestKey key = keys.created("domains:read");
        keys.update(key.id(), new JsonObject().put("label", "renamed")).then().statusCode(200);
        keys.delete(key.id()).then().statusCode(200);
        List<ConsumerRecord<String, byte[]>> records = recordsOf(key.account(), 3);
        assertThat(records)
                .extracting(record -> header(record, "ce_type"))
                .containsExactly(
                        "org.subaccounts.ApiKeyIssued.v1",
                        "org.subaccounts.ApiKeyUpdated.v1",
                        "org.subaccounts.ApiKeyRevoked.v1");
        assertThat(records).allSatisfy(record -> {
            JsonObject body = new JsonObject(new String(record.value(), StandardCharsets.UTF_8));
            assertThat(body.getString("key_id")).isEqualTo(key.id().toString());
            assertThat(body.fieldNames()).noneMatch(name -> name.contains("secret") || name.contains("hash"));
            assertThat(body.encode()).doesNotContain(key.secret());
        });
        assertThat(new JsonObject(new String(records.get(1).value(), StandardCharsets.UTF_8)).getString("label"))
                .isEqualTo("renamed");
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<String, byte[]>> recordsOf(UUID account, int count) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        setting("KAFKA_BOOTSTRAP_SERVERS"),
                        "group.id",
                        UUID.randomUUID().toString(),
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(setting("platform.topic-prefix") + Topics.KEY));
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.key().equals(account.toString())) {
                        found.add(record);
                    }
                });
                return found.size() >= count;
            });
        }
        return found;
    }
}

package org.subaccounts.billing.usage.rebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.testkit.EventSender;
import org.subaccounts.platform.testkit.TestInfrastructure;

@QuarkusTest
@WithTestResource(BillingTestResource.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RebuildUsageHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String USAGE = "/operator/v1/read-models/usage";
    private static final String ROWS = "select u::text from usage u order by period_start, account_id";
    private static final String DAILY_ROWS = "select u::text from usage_daily u order by day, account_id, domain";

    @Inject
    Pool pool;

    @Inject
    @ConfigProperty(name = "platform.topic-prefix")
    String topicPrefix;

    private final EventSender events = new EventSender();

    @Test
    @Order(1)
    void after_damage_the_counts_are_those_of_the_topic_again_row_by_row() {
        UUID account = UUID.randomUUID();
        List<ProducerRecord<String, byte[]>> sent = events.send(
                Topics.SENDING,
                sent(account, "a.example", 3, "2026-10-31T23:59:59.999Z"),
                sent(account, "b.example", 4, "2026-11-01T00:00:00Z"),
                new MessageSent(
                        account, "id", "a.example", 50, true, null, List.of(), Instant.parse("2026-10-31T00:00:00Z")));
        events.sendAgain(sent); // doubles count no more in a rebuild than they did at first
        events.send(Topics.SENDING, sent(account, "a.example", 2, "2026-10-30T00:00:00Z"));
        await().atMost(PATIENCE).until(() -> count(account) == 9);
        List<String> rows = strings(ROWS);
        List<String> dailyRows = strings(DAILY_ROWS);
        sql("update usage set reception_count = reception_count + 1");
        sql("delete from usage_daily where domain = 'a.example'");
        sql("insert into usage values ('2020-01-01', gen_random_uuid(), 7)");

        rebuild().statusCode(202).body("name", equalTo("usage"));

        state("done").body("rows", equalTo(2 * rows.size() + dailyRows.size()));
        assertThat(strings(ROWS)).isEqualTo(rows);
        assertThat(strings(DAILY_ROWS)).isEqualTo(dailyRows);
        assertThat(
                        strings(
                                "select account_id || ' ' || period_start || ' ' || reception_count from late_usage order by 1"))
                .as("every count may differ from what is billed")
                .isEqualTo(strings(
                        "select account_id || ' ' || period_start || ' ' || reception_count from usage order by 1"));
        events.send(Topics.SENDING, sent(account, "a.example", 1, "2026-11-02T00:00:00Z"));
        await().atMost(PATIENCE).until(() -> count(account) == 10);
    }

    @Test
    @Order(2)
    void while_events_flow_a_rebuild_loses_and_doubles_nothing() throws InterruptedException {
        List<UUID> accounts = Stream.generate(UUID::randomUUID).limit(12).toList(); // over all partitions
        UUID account = accounts.getFirst();
        AtomicBoolean sending = new AtomicBoolean(true);
        AtomicInteger recipients = new AtomicInteger();
        Thread sender = Thread.ofPlatform().daemon().start(() -> {
            while (sending.get()) {
                accounts.forEach(
                        each -> events.send(Topics.SENDING, sent(each, "a.example", 3, "2026-11-05T00:00:00Z")));
                recipients.addAndGet(3);
            }
        });
        for (int round = 0; round < 3; round++) {
            int before = recipients.get();
            await().atMost(PATIENCE).until(() -> count(account) > before);
            rebuild().statusCode(202);
            state("done");
        }
        sending.set(false);
        assertThat(sender.join(Duration.ofSeconds(10))).isTrue();

        for (UUID each : accounts) {
            await().atMost(PATIENCE).until(() -> count(each) >= recipients.get());
            assertThat(count(each)).isEqualTo(recipients.get());
            assertThat(strings("select sum(reception_count)::text from usage_daily where account_id = '" + each + "'"))
                    .containsExactly(recipients.toString());
        }
    }

    @Test
    @Order(4)
    void a_topic_that_has_lost_its_beginning_is_refused_and_the_counts_stay()
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        TopicPartition partition = new TopicPartition(topicPrefix + Topics.SENDING, 0);
        while (strings("select 'read' from consumer_position where consumer = 'billing-usage' and partition = 0"
                        + " and next_offset > 0")
                .isEmpty()) {
            UUID account = UUID.randomUUID(); // one in three goes to this partition
            events.send(Topics.SENDING, sent(account, "a.example", 1, "2026-11-05T00:00:00Z"));
            await().atMost(PATIENCE).until(() -> count(account) == 1);
        }
        List<String> rows = strings(ROWS);
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", TestInfrastructure.get().kafkaBootstrapServers()))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }

        rebuild().statusCode(202);

        state("failed").body("error", containsString("begins at offset 1"));
        assertThat(strings(ROWS)).isEqualTo(rows);
    }

    @Test
    @Order(3)
    void what_was_counted_from_a_topic_that_is_gone_or_from_sequences_that_began_anew_is_never_rebuilt_away() {
        List<String> rows = strings(ROWS);
        sql("insert into consumer_topic values ('billing-usage', '" + topicPrefix + Topics.SENDING
                + "', 'a former one')");
        rebuild().statusCode(202);
        state("failed").body("error", containsString("would be lost"));
        sql("delete from consumer_topic where topic_id = 'a former one'");

        sql(
                "update consumer_position set last_sequences = '{\"/sending-events\": \"1\"}' where consumer = 'billing-usage'"
                        + " and last_sequences <> '{}'");
        rebuild().statusCode(202);
        state("failed").body("error", containsString("began anew"));
        assertThat(strings(ROWS)).isEqualTo(rows);
    }

    @Test
    void only_an_operator_may_rebuild() {
        given().post(USAGE + "/rebuild").then().statusCode(401);
    }

    private static ValidatableResponse rebuild() {
        return given().header("Authorization", "Bearer " + operator())
                .post(USAGE + "/rebuild")
                .then();
    }

    @CanIgnoreReturnValue
    private static ValidatableResponse state(String expected) {
        await().atMost(PATIENCE).until(() -> get().extract().path("state"), state -> !"running".equals(state));
        return get().statusCode(200).body("state", equalTo(expected));
    }

    private static ValidatableResponse get() {
        return given().header("Authorization", "Bearer " + operator())
                .get(USAGE)
                .then();
    }

    private static String operator() {
        return TestInfrastructure.get().oidc().operatorToken();
    }

    private static MessageSent sent(UUID account, String domain, int recipients, String time) {
        return new MessageSent(account, "id", domain, recipients, false, null, List.of(), Instant.parse(time));
    }

    private int count(UUID account) {
        return Integer.parseInt(strings("select coalesce(sum(reception_count), 0)::text from usage where account_id = '"
                        + account + "'")
                .getFirst());
    }

    private List<String> strings(String sql) {
        List<String> rows = new ArrayList<>();
        pool.query(sql)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .forEach(row -> rows.add(row.getString(0)));
        return rows;
    }

    private void sql(String statement) {
        var unused = pool.query(statement)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}

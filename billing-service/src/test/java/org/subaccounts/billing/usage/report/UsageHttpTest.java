package org.subaccounts.billing.usage.report;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.TestKeys;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.AccountUpdated;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountUpdated;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.EventSender;

@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class UsageHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    KafkaClientService kafka;

    private final UUID parent = Ids.next();
    private final UUID older = Ids.next();
    private final UUID newer = Ids.next();
    private final UUID deleted = Ids.next();
    private final Instant now = Instant.now();
    private final EventSender events = new EventSender();

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void a_parent_sees_volume_and_cost_of_itself_its_children_and_the_removed_ones() {
        family();
        events.send(Topics.SENDING, sent(parent, 1), sent(newer, 2), sent(newer, 3), sent(deleted, 4));

        String body = usageWhenTotalIs(10)
                .body("billing_period.start", equalTo(month(now) + "T00:00:00Z"))
                .body("billing_period.end", equalTo(month(now).plusMonths(1) + "T00:00:00Z"))
                .body("currency", equalTo("usd"))
                .body("currency_minor_unit_digits", equalTo(2))
                .body("period_status", equalTo("open"))
                .body("invoice_id", nullValue())
                .body("late_reception_count", equalTo(0))
                .body("allocation_method", equalTo("proportional"))
                .body("allocation_note", not(equalTo("")))
                .body("parent.account_id", equalTo(parent.toString()))
                .body("parent", not(hasKey("name")))
                .body("parent.reception_count", equalTo(1))
                .body("sub_accounts", hasSize(2))
                .body("sub_accounts.account_id", contains(newer.toString(), older.toString()))
                .body("sub_accounts.name", contains("newer, renamed", "older"))
                .body("sub_accounts.reception_count", contains(5, 0))
                .body("removed_sub_accounts.reception_count", equalTo(4))
                .body("removed_sub_accounts", not(hasKey("account_id")))
                .body("removed_sub_accounts", not(hasKey("name")))
                .body("total", not(hasKey("account_id")))
                .extract()
                .asString();

        assertThat(body)
                .contains("\"reception_count\":1,\"allocated_cost\":2.50,\"allocated_cost_minor_units\":250}")
                .contains("\"reception_count\":5,\"allocated_cost\":12.50,\"allocated_cost_minor_units\":1250}")
                .contains("\"reception_count\":0,\"allocated_cost\":0.00,\"allocated_cost_minor_units\":0}")
                .contains("\"removed_sub_accounts\":{\"reception_count\":4,\"allocated_cost\":10.00,"
                        + "\"allocated_cost_minor_units\":1000}")
                .contains("\"total\":{\"reception_count\":10,\"allocated_cost\":25.00,"
                        + "\"allocated_cost_minor_units\":2500}");
    }

    @Test
    void an_event_that_was_sent_twice_counts_once() {
        family();
        List<ProducerRecord<String, byte[]>> sent = events.send(Topics.SENDING, sent(older, 2), sent(older, 3));
        events.sendAgain(sent);
        events.send(Topics.SENDING, sent(older, 7));

        usageWhenTotalIs(12).body("sub_accounts.reception_count", contains(0, 12));
    }

    @Test
    void a_consumer_that_starts_anew_goes_on_where_it_stopped() {
        family();
        for (int i = 0; i < 20; i++) {
            events.send(Topics.SENDING, sent(older, 1), sent(newer, 2));
            if (i % 5 == 0) {
                startAnew();
            }
        }
        usageWhenTotalIs(60).body("sub_accounts.reception_count", contains(40, 20));
    }

    @Test
    void sandbox_messages_and_other_months_do_not_count() {
        family();
        events.send(
                Topics.SENDING,
                new MessageSent(older, "a", "example.com", 5, true, null, List.of(), now),
                new MessageSent(
                        older,
                        "b",
                        "example.com",
                        5,
                        false,
                        null,
                        List.of(),
                        month(now).atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1)),
                sent(older, 1));

        usageWhenTotalIs(1);
    }

    @Test
    void a_child_that_renamed_itself_is_shown_by_its_new_name() {
        family();
        events.send(
                Topics.ACCOUNT,
                new AccountUpdated(
                        older, parent, "older, by itself", "example.com", "", false, false, true, false, 30, 7, now));

        await().atMost(PATIENCE).untilAsserted(() -> usage(parent, key())
                .statusCode(200)
                .body("sub_accounts.name", contains("newer, renamed", "older, by itself")));
    }

    @Test
    void usage_of_a_closed_family_is_kept_for_its_last_invoice() {
        family();
        events.send(Topics.SENDING, sent(parent, 1), sent(newer, 5), sent(older, 2), sent(deleted, 2));
        usageWhenTotalIs(10);

        events.send(
                Topics.ACCOUNT,
                new AccountClosed(parent, "left", now),
                new SubAccountDeleted(older, parent, now),
                new SubAccountDeleted(newer, parent, now));

        await().atMost(PATIENCE).untilAsserted(() -> usage(parent, key())
                .statusCode(200)
                .body("sub_accounts", hasSize(0))
                .body("parent.reception_count", equalTo(1))
                .body("removed_sub_accounts.reception_count", equalTo(9))
                .body("removed_sub_accounts.allocated_cost", equalTo(22.5f))
                .body("total.reception_count", equalTo(10)));
    }

    @Test
    void a_child_that_was_deleted_without_usage_is_not_there_at_all() {
        family();
        await().atMost(PATIENCE).untilAsserted(() -> usage(parent, key())
                .statusCode(200)
                .body("sub_accounts", hasSize(2))
                .body("removed_sub_accounts.reception_count", equalTo(0))
                .body("parent.allocated_cost", equalTo(25.0f)));
    }

    @Test
    void an_account_that_no_event_has_told_of_yet_has_no_usage_yet() {
        usage(parent, key()).statusCode(200).body("sub_accounts", hasSize(0)).body("total.reception_count", equalTo(0));
    }

    @Test
    void usage_is_nobody_elses_business() {
        usage(parent, TestKeys.ofParent(Ids.next(), "*")).statusCode(401);
        given().get("/v2/accounts/" + parent + "/sub-accounts/usage").then().statusCode(401);
    }

    @Test
    void the_scope_is_needed() {
        usage(parent, TestKeys.ofParent(parent, "sub-accounts:read")).statusCode(403);
        usage(parent, TestKeys.ofParent(parent, "sub-accounts:usage")).statusCode(200);
    }

    @Test
    void an_account_without_the_partner_feature_is_refused() {
        usage(parent, TestKeys.ofAccountWithoutPartnerFeature(parent)).statusCode(403);
    }

    @Test
    void a_child_has_no_such_thing() {
        usage(newer, TestKeys.ofChild(newer, parent)).statusCode(404);
    }

    @Test
    void an_account_id_is_a_uuid() {
        given().header("Authorization", "Bearer " + key())
                .get("/v2/accounts/not-a-uuid/sub-accounts/usage")
                .then()
                .statusCode(400)
                .body("message", not(equalTo("")));
    }

    @Test
    void it_can_only_be_read() {
        given().header("Authorization", "Bearer " + key())
                .delete("/v2/accounts/" + parent + "/sub-accounts/usage")
                .then()
                .statusCode(405)
                .header("Allow", "GET, HEAD")
                .body("message", equalTo("method not allowed"));
    }

    /** Gives all partitions back and gets them again, as a restart does. */
    private void startAnew() {
        java.util.function.Consumer<Consumer<Object, Object>> rejoin = Consumer::enforceRebalance;
        kafka.getConsumer("sending-events").runOnPollingThread(rejoin).await().atMost(PATIENCE);
    }

    private void family() {
        events.send(
                Topics.ACCOUNT,
                new AccountOpened(parent, "parent", "example.com", true, parent, "standard", now.minusSeconds(100)),
                created(older, "older", 90),
                created(newer, "newer", 80),
                created(deleted, "deleted", 70),
                new SubAccountUpdated(newer, parent, "newer, renamed", "n.example.com", 0, now.minusSeconds(60)),
                new SubAccountDeleted(deleted, parent, now.minusSeconds(50)));
    }

    private SubAccountCreated created(UUID child, String name, int secondsAgo) {
        return new SubAccountCreated(child, parent, name, "example.com", 0, now.minusSeconds(secondsAgo));
    }

    private MessageSent sent(UUID account, int recipients) {
        return new MessageSent(account, "id", "example.com", recipients, false, null, List.of(), now);
    }

    private ValidatableResponse usageWhenTotalIs(int total) {
        await().atMost(PATIENCE).untilAsserted(() -> usage(parent, key())
                .statusCode(200)
                .body("total.reception_count", equalTo(total))
                .body("sub_accounts", hasSize(2)));
        return usage(parent, key()).statusCode(200);
    }

    private String key() {
        return TestKeys.ofParent(parent, "*");
    }

    private static ValidatableResponse usage(UUID account, String key) {
        return given().header("Authorization", "Bearer " + key)
                .get("/v2/accounts/" + account + "/sub-accounts/usage")
                .then();
    }

    private static LocalDate month(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).withDayOfMonth(1);
    }
}

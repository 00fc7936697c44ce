package org.subaccounts.sending.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.subaccounts.sending.message.StoredMessage.done;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.MessageBounced;
import org.subaccounts.contracts.MessageDeferred;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageOpened;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.platform.testkit.EventSender;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestOidc;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class StatisticsHttpTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    private static final String DELIVERABILITY = "deliverability";
    private final Instant past = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(5, ChronoUnit.HOURS);

    /** Rates are limited, so pauses between the looks. */
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private static Response get(TestAccount account, String kind, String... parameters) {
        var request = account.request();
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request.get(account.path("/statistics/transactional/" + kind));
    }

    private static MessageSent sent(UUID account, String domain, String to, Instant time, String... tags) {
        return new MessageSent(
                account, "<" + Ids.next() + "@" + domain + ">", domain, 1, false, to, List.of(tags), time);
    }

    private static MessageDelivered delivered(UUID account, String domain, String to, long millis, Instant time) {
        return new MessageDelivered(
                account, "<" + Ids.next() + "@" + domain + ">", domain, 1, false, to, List.of(), millis, time);
    }

    private static List<ProducerRecord<String, byte[]>> send(ContractEvent... events) {
        try (EventSender sender = new EventSender()) {
            return sender.send(Topics.SENDING, events);
        }
    }

    private static long sum(Response answer, String member) {
        answer.then().statusCode(200);
        return answer.jsonPath().getList("data." + member, Long.class).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void awaitReceived(TestAccount account, long count) {
        await().atMost(SOON)
                .pollInterval(BETWEEN)
                .until(() -> sum(get(account, DELIVERABILITY), "reception_count"), is(count));
    }

    /** Each account asks once; none of their queries ends as long as the table is locked. */
    @Test
    void few_statistics_are_read_at_a_time_and_others_are_told_to_come_again() {
        int more = 4;
        List<TestAccount> accounts = Stream.generate(TestAccount::with)
                .limit(HourlySums.MAX_RUNNING + more)
                .toList();
        List<Response> answers;
        SqlConnection locker = done(pool.getConnection());
        try {
            done(locker.query("begin").execute());
            done(locker.query("lock table statistics_hourly in access exclusive mode")
                    .execute());
            answers = AtOnce.times(accounts.size() + 1, i -> {
                if (i < accounts.size()) {
                    return get(accounts.get(i), DELIVERABILITY);
                }
                await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
                done(locker.query("rollback").execute());
                return get(TestAccount.with(), DELIVERABILITY);
            });
        } finally {
            done(locker.close());
        }
        List<Response> refused =
                answers.stream().filter(answer -> answer.statusCode() == 503).toList();
        assertThat(refused).hasSize(more).allSatisfy(answer -> answer.then()
                .header("Retry-After", "2")
                .body("message", containsString("too many statistics")));
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 200))
                .hasSize(HourlySums.MAX_RUNNING + 1);
    }

    @Test
    void a_message_with_two_of_the_tags_counts_once_and_other_filters_hold() {
        TestAccount account = TestAccount.with();
        UUID id = account.id();
        send(
                sent(id, "a.example.com", "example.org", past, "x", "y"),
                sent(id, "a.example.com", "example.net", past, "y", "x", "y"),
                sent(id, "b.example.com", "example.org", past, "y"),
                sent(id, "b.example.com", "example.org", past),
                new MessageDeferred(
                        id,
                        "<m@a.example.com>",
                        "a.example.com",
                        1,
                        "later",
                        true,
                        false,
                        "example.org",
                        List.of(),
                        past),
                new MessageDeferred(
                        id,
                        "<m@a.example.com>",
                        "a.example.com",
                        2,
                        "later",
                        false,
                        false,
                        "example.org",
                        List.of(),
                        past),
                new MessageOpened(
                        id, "<m@a.example.com>", "a.example.com", true, false, "example.org", List.of(), past),
                new MessageOpened(
                        id, "<m@a.example.com>", "a.example.com", false, false, "example.org", List.of(), past),
                new MessageSent(id, "<s@a.example.com>", "a.example.com", 1, true, "example.org", List.of(), past),
                sent(id, "a.example.com", "example.org", past.plusSeconds(1), "end"));
        awaitReceived(account, 5);
        assertThat(sum(get(account, DELIVERABILITY, "tags", "x,y"), "reception_count"))
                .isEqualTo(3);
        assertThat(sum(get(account, DELIVERABILITY, "tags", "y,nothing"), "reception_count"))
                .isEqualTo(3);
        assertThat(sum(get(account, DELIVERABILITY, "sender_domain", "B.example.com."), "reception_count"))
                .isEqualTo(2);
        assertThat(sum(get(account, DELIVERABILITY, "recipient_domains", "example.net,example.org"), "reception_count"))
                .isEqualTo(5);
        assertThat(sum(
                        get(account, DELIVERABILITY, "recipient_domains", "example.net", "tags", "x"),
                        "reception_count"))
                .isEqualTo(1);
        Response all = get(account, DELIVERABILITY);
        assertThat(sum(all, "deferred_count")).isEqualTo(1);
        assertThat(sum(all, "opened_count")).isEqualTo(1);
        assertThat(sum(get(TestAccount.with(), DELIVERABILITY), "reception_count"))
                .isZero();
    }

    @Test
    void what_comes_twice_counts_once() {
        TestAccount account = TestAccount.with();
        List<ProducerRecord<String, byte[]>> records = send(
                sent(account.id(), "a.example.com", "example.org", past),
                sent(account.id(), "a.example.com", "x.org", past));
        try (EventSender sender = new EventSender()) {
            sender.sendAgain(records);
            sender.send(Topics.SENDING, sent(account.id(), "a.example.com", "example.org", past));
        }
        awaitReceived(account, 3);
    }

    @Test
    void the_time_of_the_event_decides_and_empty_buckets_are_there() {
        TestAccount account = TestAccount.with();
        send(
                sent(account.id(), "a.example.com", "example.org", past.plus(59, ChronoUnit.MINUTES)),
                sent(account.id(), "a.example.com", "example.org", past.plus(2, ChronoUnit.HOURS)));
        awaitReceived(account, 2);
        Response hours = get(
                account,
                DELIVERABILITY,
                "group_by",
                "hour",
                "from_time",
                past.plusSeconds(1).toString(),
                "to_time",
                past.plus(2, ChronoUnit.HOURS).plusSeconds(1).toString());
        hours.then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data", hasSize(3))
                .body("data.reception_count", equalTo(List.of(1, 0, 1)))
                .body("data[0].from_timestamp", equalTo(past.toString()))
                .body(
                        "data[0].to_timestamp",
                        equalTo(past.plus(1, ChronoUnit.HOURS).toString()))
                .body("data[0].size()", is(10));
        for (String group : List.of("day", "week", "month")) {
            assertThat(sum(get(account, DELIVERABILITY, "group_by", group), "reception_count"))
                    .isEqualTo(2);
        }
        get(account, DELIVERABILITY).then().body("data", hasSize(31));
    }

    @Test
    void bounces_are_counted_by_reason_and_times_by_recipient_domain() {
        TestAccount account = TestAccount.with();
        UUID id = account.id();
        for (String reason : new String[] {"hard", "full", "hard", null}) {
            send(new MessageBounced(
                    id, "<m@a.example.com>", "a.example.com", 1, "no", false, "example.org", List.of(), reason, past));
        }
        send(
                delivered(id, "a.example.com", "example.org", 1_000, past),
                delivered(id, "a.example.com", "example.org", 2_000, past),
                delivered(id, "a.example.com", "example.net", 6_000, past),
                sent(id, "a.example.com", "example.net", past));
        awaitReceived(account, 1);
        String[] hour = {
            "from_time", past.toString(), "to_time", past.plusSeconds(3_600).toString()
        };
        get(account, "bounce", hour)
                .then()
                .statusCode(200)
                .body("data", hasSize(1))
                .body("data[0].bounces.classification", equalTo(List.of("hard", "full", "unclassified")))
                .body("data[0].bounces.count", equalTo(List.of(2, 1, 1)));
        get(account, "delivery-time", hour)
                .then()
                .statusCode(200)
                .body("data[0].avg_delivery_time", is(3.0f))
                .body("data[0].delivered_count", is(3))
                .body("data[0].delivery_times.recipient_domain", equalTo(List.of("example.org", "example.net")))
                .body("data[0].delivery_times.delivery_time", equalTo(List.of(1.5f, 6.0f)))
                .body("data[0].delivery_times.count", equalTo(List.of(2, 1)));
        get(account, "delivery-time", "sender_domain", "b.example.com")
                .then()
                .body("data[0].avg_delivery_time", is(0.0f))
                .body("data[0].delivery_times", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {DELIVERABILITY, "bounce", "delivery-time"})
    void a_key_must_be_allowed_to_read_every_domain(String kind) {
        TestAccount account = TestAccount.with();
        TestAccount limited = account.limitedTo(
                "statistics-transactional:read:{a.example.com}", "statistics-transactional:read:{b.example.com}");
        get(limited, kind).then().statusCode(200);
        get(limited, kind, "sender_domain", "a.example.com,b.example.com")
                .then()
                .statusCode(200);
        get(limited, kind, "sender_domain", "a.example.com,c.example.com")
                .then()
                .statusCode(403)
                .body("size()", is(1));
        get(account.limitedTo("messages:read:all"), kind).then().statusCode(403);
        get(account.limitedTo("statistics-transactional:read:all"), kind, "sender_domain", "c.example.com")
                .then()
                .statusCode(200);
    }

    @Test
    void a_key_for_some_domains_sees_these_alone() {
        TestAccount account = TestAccount.with();
        send(
                sent(account.id(), "a.example.com", "example.org", past),
                sent(account.id(), "b.example.com", "example.org", past));
        awaitReceived(account, 2);
        assertThat(sum(
                        get(account.limitedTo("statistics-transactional:read:{a.example.com}"), DELIVERABILITY),
                        "reception_count"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "group_by, year, group_by must be hour",
        "from_time, soon, from_time must be an RFC 3339 time",
        "from_time, 2999-01-01T00:00:00Z, from_time must be before to_time",
        "from_time, 2020-01-01T00:00:00Z, at most 400 days apart by day",
        "sender_domain, nonsense, sender_domain must be a fully qualified domain name",
        "recipient_domains, a b.example, recipient_domains must be a fully qualified domain name",
    })
    void what_is_malformed_is_a_400(String parameter, String value, String message) {
        get(TestAccount.with(), DELIVERABILITY, parameter, value)
                .then()
                .statusCode(400)
                .body("size()", is(1))
                .body("message", containsString(message));
    }

    @Test
    void who_asks_too_often_is_told_when_to_come_back() {
        TestAccount account = TestAccount.with();
        List<Response> answers = AtOnce.times(80, i -> get(account, DELIVERABILITY));
        // 503: more at the same time than there is room for, whoever asks
        assertThat(answers).extracting(Response::statusCode).contains(200, 429).isSubsetOf(200, 429, 503);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 429).allSatisfy(answer -> assertThat(
                        Integer.parseInt(answer.header("Retry-After")))
                .isPositive());
        account.request().get(account.path("/messages")).then().statusCode(200);
    }

    @Test
    void an_operator_can_have_the_sums_built_anew() {
        TestAccount account = TestAccount.with();
        send(sent(account.id(), "a.example.com", "example.org", past, "x"));
        awaitReceived(account, 1);
        TestOidc oidc = TestInfrastructure.get().oidc();
        String model = "/operator/v1/read-models/statistics";
        io.restassured.RestAssured.given()
                .header("Authorization", "Bearer " + oidc.operatorToken())
                .post(model + "/rebuild")
                .then()
                .statusCode(202);
        await().atMost(SOON)
                .until(
                        () -> io.restassured.RestAssured.given()
                                .header("Authorization", "Bearer " + oidc.operatorToken())
                                .get(model)
                                .path("state"),
                        state -> !"running".equals(state));
        io.restassured.RestAssured.given()
                .header("Authorization", "Bearer " + oidc.operatorToken())
                .get(model)
                .then()
                .body("state", equalTo("done"));
        assertThat(sum(get(account, DELIVERABILITY, "tags", "x"), "reception_count"))
                .isEqualTo(1);
        send(sent(account.id(), "a.example.com", "example.org", past, "x"));
        awaitReceived(account, 2);
    }
}

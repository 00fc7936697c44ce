package org.subaccounts.account.subaccount.reputation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.Operator;
import org.subaccounts.account.TestAccount;
import org.subaccounts.contracts.BounceRateExceeded;
import org.subaccounts.contracts.DomainAdded;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.messaging.ReceivedEvent;
import org.subaccounts.platform.testkit.EventReader;
import org.subaccounts.platform.testkit.EventSender;
import org.subaccounts.platform.testkit.TestInfrastructure;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class ReputationHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String REASON = "reputation protection: bounce rate 12.5 % of 400 messages exceeds 10 %";

    @Inject
    Pool pool;

    @Inject
    WhenBounceRateExceededThenSuspendSubAccount automation;

    private final EventSender events = new EventSender();
    private TestAccount parent;
    private UUID child;
    private String below;
    private int domains;

    @BeforeEach
    void open() {
        parent = TestAccount.parent("Acme");
        child = parent.createChild("Child");
        below = "/sub-accounts/" + child;
    }

    @AfterEach
    void close() {
        events.close();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static BounceRateExceeded exceeded(UUID account, Instant at) {
        return new BounceRateExceeded(account, at.minus(Duration.ofDays(1)), at, 400, 50, 10, at);
    }

    private void isSuspendedFor(String reason) {
        await().atMost(PATIENCE).untilAsserted(() -> Operator.get("/" + child)
                .body("status", equalTo("suspended"))
                .body("suspension.reason", equalTo(reason)));
    }

    private ValidatableResponse lift(Object id, String body) {
        return given().header(
                        "Authorization",
                        "Bearer " + TestInfrastructure.get().oidc().operatorToken())
                .contentType(ContentType.JSON)
                .body(body)
                .post("/operator/v1/sub-accounts/" + id + "/unsuspend")
                .then();
    }

    private void isLifted() {
        lift(child, "{\"reason\":\"list cleaned\"}").statusCode(200).body("status", equalTo("active"));
    }

    /** What was sent about the child so far has been read, and acted on. */
    private void everythingIsDone() {
        events.send(Topics.SENDING, new DomainAdded(child, Ids.next(), "a.example.com", now()));
        domains++;
        await().atMost(PATIENCE).untilAsserted(() -> parent.get(below).body("domain_count", equalTo(domains)));
        nothingIsLeftOf(child);
    }

    private void nothingIsLeftOf(UUID account) {
        await().atMost(PATIENCE)
                .until(() -> sql("select from bounce_rate_breach where account_id = $1", Tuple.of(account))
                                .size()
                        == 0);
    }

    private List<String> history() {
        return Operator.get("/" + child + "/history").extract().path("data.type");
    }

    private RowSet<Row> sql(String sql, Tuple arguments) {
        return pool.preparedQuery(sql)
                .execute(arguments)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** As a process leaves it behind that dies after its transaction and before it acts, or before it forgets. */
    private void isNoted(UUID account, Instant at) {
        sql(
                "insert into bounce_rate_breach values ($1, 400, 50, 10, $2)",
                Tuple.of(account, at.atOffset(ZoneOffset.UTC)));
    }

    @Test
    void a_sub_account_that_bounces_too_often_is_suspended_alone_and_everybody_can_see_why() {
        UUID sibling = parent.createChild("Sibling");
        events.send(Topics.SENDING, exceeded(child, now()));
        isSuspendedFor(REASON);
        Operator.get("/" + child).body("suspension.actor", equalTo("system"));
        parent.get(below).body("status", equalTo("suspended"));
        parent.get("/sub-accounts/" + sibling).body("status", equalTo("active"));
        parent.get("").statusCode(200);
        parent.get(below + "/history")
                .body("data[0].type", equalTo("sub_account.suspended"))
                .body("data[0].actor", equalTo("system"))
                .body("data[0].reason", equalTo(REASON))
                .body("data[0].details.cause", equalTo("reputation"));
        try (EventReader published = new EventReader(Topics.ACCOUNT)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(published.about("account_id", child.toString()))
                    .extracting(
                            EventReader.Published::type, event -> event.data().getString("reason"))
                    .contains(org.assertj.core.groups.Tuple.tuple("SubAccountSuspended", REASON)));
        }
    }

    @Test
    void only_an_operator_lifts_it() {
        events.send(Topics.SENDING, exceeded(child, now()));
        isSuspendedFor(REASON);
        parent.post(below + "/unsuspend")
                .statusCode(400)
                .body(
                        "message",
                        equalTo("sub account was suspended by the platform's reputation protection;"
                                + " only the platform operator can lift that"));
        parent.post(below + "/suspend", new JsonObject().put("reason", "unpaid"))
                .statusCode(400)
                .body("message", equalTo("sub account is already suspended"));
        lift(child, "{\"reason\":\" list cleaned \"}")
                .statusCode(200)
                .body("object", equalTo("account"))
                .body("id", equalTo(child.toString()))
                .body("status", equalTo("active"))
                .body("suspension", nullValue());
        parent.get(below).body("status", equalTo("active"));
        parent.get(below + "/history")
                .body("data[0].type", equalTo("sub_account.unsuspended"))
                .body("data[0].actor", startsWith("operator:"))
                .body("data[0].reason", equalTo("list cleaned"));
    }

    @Test
    void a_breach_that_comes_twice_or_late_suspends_once() {
        Instant first = now();
        List<ProducerRecord<String, byte[]>> records = events.send(Topics.SENDING, exceeded(child, first));
        isSuspendedFor(REASON);
        events.sendAgain(records);
        events.send(Topics.SENDING, exceeded(child, first), exceeded(child, now()));
        everythingIsDone();
        assertThat(history()).containsExactly("sub_account.suspended", "sub_account.created");
        isLifted();
        events.sendAgain(records);
        events.send(Topics.SENDING, exceeded(child, first), exceeded(child, first.minusSeconds(5)));
        everythingIsDone();
        parent.get(below).body("status", equalTo("active"));
        assertThat(history())
                .containsExactly("sub_account.unsuspended", "sub_account.suspended", "sub_account.created");
    }

    @Test
    void a_new_breach_after_the_suspension_was_lifted_suspends_again_also_when_it_comes_before_an_old_one() {
        Instant first = now();
        events.send(Topics.SENDING, exceeded(child, first));
        isSuspendedFor(REASON);
        isLifted();
        Instant later = Instant.now().plusSeconds(1);
        events.send(
                Topics.SENDING,
                new BounceRateExceeded(child, first, later, 200, 30, 7.5, later),
                exceeded(child, first));
        isSuspendedFor("reputation protection: bounce rate 15 % of 200 messages exceeds 7.5 %");
        everythingIsDone();
        assertThat(history())
                .containsExactly(
                        "sub_account.suspended",
                        "sub_account.unsuspended",
                        "sub_account.suspended",
                        "sub_account.created");
    }

    @Test
    void of_several_breaches_that_are_noted_before_anything_is_done_the_latest_counts() {
        Instant late = now();
        BounceRateExceeded latest = new BounceRateExceeded(child, late, late, 200, 30, 7.5, late);
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        BounceRateExceeded earliest = exceeded(child, late.minusSeconds(2));
        BounceRateExceeded earlier = exceeded(child, late.minusSeconds(1));
        for (BounceRateExceeded breach : List.of(earliest, latest, earlier)) {
            ReceivedEvent received = new ReceivedEvent("id", "/sending-service", "type", late, "1", breach);
            assertThat(BounceRateBreaches.note(List.of(received), work)).isTrue();
        }
        work.commit().join();
        isSuspendedFor("reputation protection: bounce rate 15 % of 200 messages exceeds 7.5 %");
        nothingIsLeftOf(child);
    }

    @Test
    void what_the_parent_has_suspended_stays_the_parents() {
        parent.post(below + "/suspend", new JsonObject().put("reason", "unpaid"))
                .statusCode(200);
        Instant breach = now();
        events.send(Topics.SENDING, exceeded(child, breach));
        everythingIsDone();
        Operator.get("/" + child).body("suspension.reason", equalTo("unpaid"));
        lift(child, "{\"reason\":\"r\"}")
                .statusCode(400)
                .body("message", equalTo("sub account was suspended by its parent, who can lift that"));
        parent.post(below + "/unsuspend").statusCode(200).body("status", equalTo("active"));
        events.send(Topics.SENDING, exceeded(child, breach));
        everythingIsDone();
        parent.get(below).body("status", equalTo("active"));
        parent.get(below + "/history").body("data[1].details.cause", equalTo("parent"));
    }

    @Test
    void a_parent_is_never_suspended_and_an_operator_can_read_of_it() {
        Queue<String> warnings = new ConcurrentLinkedQueue<>();
        Logger logger = Logger.getLogger(WhenBounceRateExceededThenSuspendSubAccount.class.getName());
        Handler reader = new Handler() {
            @Override
            public void publish(LogRecord message) {
                warnings.add(message.getLevel() + " " + message.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(reader);
        try {
            events.send(Topics.SENDING, exceeded(parent.id(), now()), exceeded(child, now()));
            isSuspendedFor(REASON);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(warnings)
                    .contains("WARN account " + parent.id() + " is no sub account and is not suspended: " + REASON));
            nothingIsLeftOf(parent.id());
        } finally {
            logger.removeHandler(reader);
        }
        Operator.get("/" + parent.id()).body("status", equalTo("active")).body("suspension", nullValue());
    }

    @Test
    void deleted_and_unknown_accounts_are_passed_over() {
        parent.delete(below).statusCode(200);
        UUID unknown = Ids.next();
        events.send(Topics.SENDING, exceeded(unknown, now()), exceeded(child, now()));
        UUID other = parent.createChild("Other");
        events.send(Topics.SENDING, exceeded(other, now()));
        await().atMost(PATIENCE).untilAsserted(() -> Operator.get("/" + other).body("status", equalTo("suspended")));
        nothingIsLeftOf(unknown);
        nothingIsLeftOf(child);
        Operator.get("/" + child + "/history")
                .body("data.type", contains("sub_account.deleted", "sub_account.created"));
    }

    @Test
    void what_a_killed_process_left_behind_is_done_once_by_however_many_replicas() {
        isNoted(child, now());
        Uni.join()
                .all(IntStream.range(0, 8)
                        .mapToObj(i -> automation.suspendSome())
                        .toList())
                .andCollectFailures()
                .await()
                .atMost(PATIENCE);
        isSuspendedFor(REASON);
        nothingIsLeftOf(child);
        assertThat(history()).containsExactly("sub_account.suspended", "sub_account.created");
    }

    @Test
    void a_process_that_was_killed_before_it_forgot_does_not_suspend_again_what_was_lifted() {
        Instant breach = now();
        events.send(Topics.SENDING, exceeded(child, breach));
        isSuspendedFor(REASON);
        nothingIsLeftOf(child);
        isLifted();
        isNoted(child, breach);
        nothingIsLeftOf(child);
        parent.get(below).body("status", equalTo("active"));
    }

    @Test
    void lifting_needs_a_reason_and_a_sub_account_that_is_there() {
        for (String broken : List.of("{}", "{\"reason\":\" \"}", "{\"reason\":7}", "null", "{")) {
            lift(child, broken).statusCode(400);
        }
        lift(child, new JsonObject().put("reason", "r".repeat(501)).encode()).statusCode(400);
        lift("x", "{\"reason\":\"r\"}").statusCode(400);
        lift(child, "{\"reason\":\"r\"}").statusCode(400).body("message", equalTo("sub account is not suspended"));
        UUID deleted = parent.createChild("Deleted");
        parent.delete("/sub-accounts/" + deleted).statusCode(200);
        for (UUID missing : List.of(Ids.next(), parent.id(), deleted)) {
            lift(missing, "{\"reason\":\"r\"}").statusCode(404).body("message", equalTo("sub account not found"));
        }
    }

    @Test
    void only_operators_may_lift_it() {
        String path = "/operator/v1/sub-accounts/" + child + "/unsuspend";
        String body = "{\"reason\":\"r\"}";
        given().contentType(ContentType.JSON).body(body).post(path).then().statusCode(401);
        for (String bearer : List.of(TestInfrastructure.get().oidc().token("somebody"), parent.key())) {
            given().header("Authorization", "Bearer " + bearer)
                    .contentType(ContentType.JSON)
                    .body(body)
                    .post(path)
                    .then()
                    .statusCode(403);
        }
    }
}

package org.subaccounts.sending.message.cancel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.subaccounts.sending.message.StoredMessage.done;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestMail;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.message.StoredMessage;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class CancelMessageHttpTest {
    private static final String ACME = "acme.example.com";
    private static final int RACES = 150;
    private static final int SAFE = 5;

    private final TestMail mail = TestInfrastructure.get().mail();

    @Inject
    Pool pool;

    private static Response cancel(TestAccount account, String id) {
        return account.request().delete(account.path("/messages/{id}/cancel"), id);
    }

    private static Instant tomorrow() {
        return Instant.now().plus(Duration.ofDays(1));
    }

    private static String status(TestAccount account, UUID id) {
        return account.request().get(account.path("/messages/" + id)).path("status");
    }

    @Test
    void a_scheduled_message_is_cancelled_and_leaves_the_queue() {
        TestAccount account = TestAccount.with();
        UUID byId = StoredMessage.of(account, ACME).scheduled(tomorrow()).store(pool);
        UUID byHeader = StoredMessage.of(account, ACME).scheduled(tomorrow()).store(pool);
        cancel(account, byId.toString())
                .then()
                .statusCode(200)
                .body("size()", is(1))
                .body("message", equalTo("message cancelled"));
        cancel(account, "<" + byHeader + "@" + ACME + ">").then().statusCode(200);
        for (UUID id : List.of(byId, byHeader)) {
            assertThat(status(account, id)).isEqualTo("Cancelled");
            assertThat(done(pool.preparedQuery("select 1 from message_queue where message_id = $1")
                                    .execute(Tuple.of(id)))
                            .size())
                    .isZero();
        }
        cancel(account, byId.toString())
                .then()
                .statusCode(400)
                .body("message", equalTo("the message cannot be cancelled: it is cancelled already"));
    }

    @Test
    void what_is_not_scheduled_is_being_sent_or_has_ended_is_a_400() {
        TestAccount account = TestAccount.with();
        Map<String, UUID> messages = new HashMap<>();
        messages.put("it is not scheduled", StoredMessage.of(account, ACME).store(pool));
        messages.put(
                "it was attempted already",
                StoredMessage.of(account, ACME)
                        .scheduled(tomorrow())
                        .status("deferred")
                        .store(pool));
        for (String status : List.of("delivered", "bounced", "failed", "suppressed", "dropped")) {
            messages.put(
                    "it is " + status + " already",
                    StoredMessage.of(account, ACME)
                            .scheduled(tomorrow())
                            .status(status)
                            .store(pool));
        }
        UUID owned = StoredMessage.of(account, ACME).scheduled(tomorrow()).store(pool);
        done(pool.preparedQuery("update message_queue set lease = $1, attempts = 1 where message_id = $2")
                .execute(Tuple.of(UUID.randomUUID(), owned)));
        messages.put("it is being sent", owned);
        messages.forEach((reason, id) -> cancel(account, id.toString())
                .then()
                .statusCode(400)
                .body("message", equalTo("the message cannot be cancelled: " + reason)));
    }

    @Test
    void a_message_that_is_not_there_or_not_the_keys_is_a_404() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, ACME).scheduled(tomorrow()).store(pool);
        String missing = cancel(account, UUID.randomUUID().toString())
                .then()
                .statusCode(404)
                .extract()
                .asString();
        assertThat(cancel(TestAccount.with(), id.toString())
                        .then()
                        .statusCode(404)
                        .extract()
                        .asString())
                .isEqualTo(missing);
        cancel(account, "<" + id + "@other.example.com>").then().statusCode(404);
        cancel(account.limitedTo("messages:cancel:{other.example.com}"), id.toString())
                .then()
                .statusCode(404);
        UUID gone = StoredMessage.of(account, ACME)
                .scheduled(tomorrow())
                .keep(-1, -1)
                .store(pool);
        cancel(account, gone.toString()).then().statusCode(404);
        cancel(account, "nonsense").then().statusCode(400).body("message", containsString("message_id must be"));
        cancel(account.limitedTo("messages:send:all", "messages:read:all"), id.toString())
                .then()
                .statusCode(403);
        assertThat(status(account, id)).isEqualTo("Received");
        cancel(account.limitedTo("messages:cancel:{" + ACME + "}"), id.toString())
                .then()
                .statusCode(200);
    }

    @Test
    void in_the_moment_in_which_it_is_due_it_is_cancelled_or_sent_and_never_both() {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        UUID domainId = UUID.fromString(account.domain(domain).path("id"));
        String run = UUID.randomUUID().toString();
        List<UUID> messages = IntStream.range(0, RACES)
                .mapToObj(i -> StoredMessage.of(account, domain)
                        .domainId(domainId)
                        .to("r" + i + "-" + run + "@example.org")
                        .scheduled(tomorrow())
                        .store(pool))
                .toList();
        UUID[] due = messages.subList(SAFE, RACES).toArray(UUID[]::new);
        done(pool.preparedQuery(
                        "update message_queue set due_at = now() + random() * interval '1 second' where message_id = any ($1)")
                .execute(Tuple.tuple().addArrayOfUUID(due)));
        List<Integer> answers = AtOnce.times(
                RACES, i -> cancel(account, messages.get(i).toString()).statusCode());
        await().atMost(Duration.ofSeconds(30)).until(() -> messages.stream()
                .map(id -> status(account, id))
                .noneMatch(status -> status.equals("Received") || status.equals("Deferred")));
        List<String> arrived =
                mail.received().stream().flatMap(one -> one.to().stream()).toList();
        int cancelled = 0;
        for (int i = 0; i < RACES; i++) {
            UUID id = messages.get(i);
            boolean isCancelled = status(account, id).equals("Cancelled");
            cancelled += isCancelled ? 1 : 0;
            assertThat(answers.get(i)).isEqualTo(isCancelled ? 200 : 400);
            String recipient = "r" + i + "-" + run + "@example.org";
            assertThat(arrived.stream().filter(recipient::equals)).hasSize(isCancelled ? 0 : 1);
        }
        assertThat(cancelled).as("those that are due tomorrow, at least").isGreaterThanOrEqualTo(SAFE);
    }
}

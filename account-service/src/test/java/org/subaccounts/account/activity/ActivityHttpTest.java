package org.subaccounts.account.activity;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.TestAccount;
import org.subaccounts.contracts.DomainAdded;
import org.subaccounts.contracts.DomainRemoved;
import org.subaccounts.contracts.MessageDeferred;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageFailed;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.EventSender;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class ActivityHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final EventSender events = new EventSender();
    private TestAccount parent;
    private UUID child;

    @BeforeEach
    void open() {
        parent = TestAccount.parent("Acme");
        child = parent.createChild("Child");
    }

    @AfterEach
    void close() {
        events.close();
    }

    private void shows(int domains, String lastActivity) {
        String below = "/sub-accounts/" + child;
        await().atMost(PATIENCE).untilAsserted(() -> {
            parent.get(below).body("domain_count", equalTo(domains)).body("last_activity_at", equalTo(lastActivity));
            parent.get("/sub-accounts")
                    .body("data[0].domain_count", equalTo(domains))
                    .body("data[0].last_activity_at", equalTo(lastActivity));
        });
    }

    @Test
    void domains_are_counted_and_the_latest_mail_is_shown() {
        events.send(Topics.SENDING, added("a.example.com"), added("b.example.com"), sent(0));
        shows(2, "2026-11-23T12:00:00Z");
        events.send(
                Topics.SENDING,
                new DomainRemoved(child, Ids.next(), "a.example.com", NOON),
                new MessageFailed(child, "1", "b.example.com", 7, "no", false, null, List.of(), NOON.plusSeconds(9)),
                new MessageDeferred(
                        child, "1", "b.example.com", 1, "later", true, false, null, List.of(), NOON.plusSeconds(3)));
        shows(1, "2026-11-23T12:00:09Z");
        events.send(
                Topics.SENDING,
                new MessageDelivered(child, "1", "b.example.com", 2, false, null, List.of(), null, NOON.plusSeconds(5)),
                added("c.example.com"));
        shows(2, "2026-11-23T12:00:09Z");
    }

    @Test
    void an_event_that_comes_twice_counts_once() {
        List<ProducerRecord<String, byte[]>> records = events.send(Topics.SENDING, added("a.example.com"));
        events.sendAgain(records);
        events.send(Topics.SENDING, sent(1));
        shows(1, "2026-11-23T12:00:01Z");
    }

    @Test
    void each_answer_shows_them() {
        events.send(Topics.SENDING, added("a.example.com"), sent(2));
        shows(1, "2026-11-23T12:00:02Z");
        String below = "/sub-accounts/" + child;
        var reason = new io.vertx.core.json.JsonObject().put("reason", "r");
        var update = new io.vertx.core.json.JsonObject().put("name", "Renamed");
        for (var answer : List.of(
                parent.put(below, update),
                parent.post(below + "/suspend", reason),
                parent.post(below + "/unsuspend"))) {
            answer.statusCode(200)
                    .body("domain_count", equalTo(1))
                    .body("last_activity_at", equalTo("2026-11-23T12:00:02Z"));
        }
        parent.get("/sub-accounts/" + parent.createChild("Other"))
                .body("domain_count", equalTo(0))
                .body("last_activity_at", nullValue());
    }

    private DomainAdded added(String domain) {
        return new DomainAdded(child, Ids.next(), domain, NOON);
    }

    private MessageSent sent(int second) {
        return new MessageSent(child, "id", "a.example.com", 1, false, null, List.of(), NOON.plusSeconds(second));
    }
}

package org.subaccounts.sending.tracking;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.subaccounts.sending.message.StoredMessage.done;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.message.MessageKey;
import org.subaccounts.sending.message.StoredMessage;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class TrackingHttpTest {
    private static final String TARGET = "https://example.com/offer?a=1&b=%C3%A4#x";
    /** That the tests call. */
    private static final String HOST = "localhost";

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    @Inject
    TrackingTokens tokens;

    @Inject
    Outbox outbox;

    private static MessageKey key(UUID id) {
        return new MessageKey(id, LocalDate.now(ZoneOffset.UTC).plusDays(30));
    }

    private Response open(MessageKey message) {
        return given().get("/t/o/" + tokens.open(HOST, message) + ".gif");
    }

    private Response click(MessageKey message, String url) {
        return given().redirects().follow(false).get("/t/c/" + tokens.click(HOST, message, url));
    }

    private static void awaitCounts(TestAccount account, UUID id, int opens, int clicks) {
        await().atMost(SOON).untilAsserted(() -> account.request()
                .get(account.path("/messages/" + id))
                .then()
                .body("open_count", is(opens))
                .body("click_count", is(clicks)));
    }

    private List<JsonObject> events(UUID message, String type) {
        List<JsonObject> events = new ArrayList<>();
        done(pool.preparedQuery("select payload::text from es_event where type = $1 and payload::text like $2 order by"
                                + " position")
                        .execute(Tuple.of("sending." + type, "%" + message + "%")))
                .forEach(row -> events.add(new JsonObject(row.getString(0))));
        return events;
    }

    @Test
    void an_opening_is_counted_and_the_image_is_there_for_everybody() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, "acme.example.com").tags("a").store(pool);
        Response pixel = open(key(id));
        pixel.then().statusCode(200).contentType("image/gif").header("Cache-Control", "no-store, max-age=0");
        assertThat(pixel.asByteArray()).startsWith('G', 'I', 'F', '8', '9', 'a');
        awaitCounts(account, id, 1, 0);
        assertThat(events(id, "MessageOpened")).singleElement().satisfies(event -> {
            assertThat(event.getBoolean("first")).isTrue();
            assertThat(event.getString("accountId")).isEqualTo(account.id().toString());
            assertThat(event.getString("recipientDomain")).isEqualTo("example.org");
        });
    }

    @Test
    void a_click_is_counted_and_leads_to_where_the_link_did() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, "acme.example.com").store(pool);
        click(key(id), TARGET).then().statusCode(302).header("Location", equalTo(TARGET));
        awaitCounts(account, id, 0, 1);
        assertThat(events(id, "MessageClicked")).singleElement().satisfies(event -> {
            assertThat(event.getString("url")).isEqualTo(TARGET);
            assertThat(event.getBoolean("first")).isTrue();
        });
    }

    @Test
    void of_many_at_once_one_is_the_first_and_events_are_bounded_while_counts_go_on() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, "acme.example.com").store(pool);
        AtOnce.times(60, i -> {
            open(key(id)).then().statusCode(200);
            return click(key(id), TARGET).then().statusCode(302);
        });
        awaitCounts(account, id, 60, 60);
        for (String type : List.of("MessageOpened", "MessageClicked")) {
            List<JsonObject> events = events(id, type);
            assertThat(events).hasSize(10);
            assertThat(events.stream().map(event -> event.getBoolean("first")))
                    .startsWith(true)
                    .containsOnlyOnce(true);
        }
    }

    @Test
    void a_token_that_was_not_signed_here_leads_nowhere() {
        String token = tokens.click(HOST, key(UUID.randomUUID()), TARGET);
        String changed = (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);
        for (String path : List.of("/t/c/" + changed, "/t/c/x", "/t/o/" + token + ".gif", "/t/o/x.gif")) {
            given().redirects().follow(false).get(path).then().statusCode(404).body("size()", is(1));
        }
        given().post("/t/c/" + token).then().statusCode(405);
    }

    @Test
    void a_token_is_good_on_the_host_it_was_made_for_alone() {
        MessageKey message = key(UUID.randomUUID());
        String click = tokens.click("Click.Acme.example:8443", message, TARGET);
        for (String host : List.of(
                "click.acme.example", "click.acme.example:80", "CLICK.acme.example.", "click.acme.example, inner")) {
            on(host).get("/t/c/" + click).then().statusCode(302).header("Location", equalTo(TARGET));
        }
        String open = tokens.open("click.acme.example", message);
        for (String host : List.of("click.bank.example", "acme.example", "click.acme.example.bank.example", "")) {
            on(host).get("/t/c/" + click).then().statusCode(404);
            on(host).get("/t/o/" + open + ".gif").then().statusCode(404);
        }
        given().header("Host", "click.acme.example")
                .redirects()
                .follow(false)
                .get("/t/c/" + click)
                .then()
                .statusCode(302);
    }

    private static RequestSpecification on(String host) {
        return given().header("X-Forwarded-Host", host).redirects().follow(false);
    }

    @Test
    void a_message_that_is_gone_still_leads_to_where_it_did_and_heads_count_nothing() {
        TestAccount account = TestAccount.with();
        click(key(UUID.randomUUID()), TARGET).then().statusCode(302);
        UUID id = StoredMessage.of(account, "acme.example.com").store(pool);
        given().head("/t/o/" + tokens.open(HOST, key(id)) + ".gif").then().statusCode(200);
        open(key(id)).then().statusCode(200);
        awaitCounts(account, id, 1, 0);
    }

    @Test
    void while_the_database_is_away_hits_are_kept_and_recorded_later() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, "acme.example.com").store(pool);
        Pool nowhere = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(1))
                .connectingTo(PgConnectOptions.fromUri("postgresql://nobody@127.0.0.1:1/none"))
                .using(vertx)
                .build();
        Hits hits = new Hits(10, 10);
        assertThat(hits.open(key(id))).isTrue();
        var taken = hits.take(10);
        assertThat(new HitTable(nowhere, outbox, 10).record(taken).toCompletionStage())
                .failsWithin(SOON);
        hits.putBack(taken);
        hits.click(key(id), TARGET);
        done(new HitTable(pool, outbox, 10).record(hits.take(10)));
        awaitCounts(account, id, 1, 1);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        HitRecorder away = new HitRecorder(vertx, new HitTable(nowhere, outbox, 10), meters, 10);
        IntStream.range(0, 20_200).forEach(i -> away.opened(key(new UUID(7, i))));
        await().atMost(SOON)
                .until(() -> meters.counter("sending.tracking.hits", "result", "lost")
                                .count()
                        > 0);
    }

    @Test
    void of_two_that_count_at_once_one_begins_again() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, "acme.example.com").store(pool);
        List<java.util.concurrent.CompletableFuture<Void>> all = IntStream.range(0, 20)
                .mapToObj(i -> {
                    Hits hits = new Hits(10, 10);
                    hits.open(key(id));
                    return new HitTable(pool, outbox, 10)
                            .record(hits.take(1))
                            .toCompletionStage()
                            .toCompletableFuture();
                })
                .toList();
        long counted = all.stream()
                .filter(one -> {
                    try {
                        one.join();
                        return true;
                    } catch (java.util.concurrent.CompletionException e) {
                        assertThat(HitTable.isConflict(e)).as(e.toString()).isTrue();
                        return false;
                    }
                })
                .count();
        awaitCounts(account, id, (int) counted, 0);
        assertThat(events(id, "MessageOpened").stream().filter(event -> event.getBoolean("first")))
                .hasSize(1);
    }
}

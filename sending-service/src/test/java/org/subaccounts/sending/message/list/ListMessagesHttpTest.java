package org.subaccounts.sending.message.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.subaccounts.sending.message.StoredMessage.done;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.message.StoredMessage;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class ListMessagesHttpTest {
    private static final String ACME = "acme.example.com";
    private static final String OTHER = "other.example.com";

    @Inject
    Pool pool;

    private static Response list(TestAccount account, String... parameters) {
        var request = account.request();
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request.get(account.path("/messages"));
    }

    private static List<String> ids(Response page) {
        page.then().statusCode(200);
        return page.jsonPath().getList("data.id");
    }

    @Test
    void a_message_shows_what_happened_to_it() {
        TestAccount account = TestAccount.with();
        UUID id = StoredMessage.of(account, ACME)
                .tags("billing", "urgent")
                .status("bounced")
                .attempts(
                        2,
                        "[{\"time\":\"2026-01-02T03:04:05.678Z\",\"status\":\"deferred\",\"log\":\"451 later\"},"
                                + "{\"time\":\"2026-01-02T03:05:05.678Z\",\"status\":\"bounced\",\"log\":\"550 no\"}]",
                        "hard")
                .store(pool);
        list(account)
                .then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("pagination.has_more", is(false))
                .body("data", hasSize(1))
                .body("data[0].size()", is(23))
                .body("data[0].object", equalTo("message"))
                .body("data[0].id", equalTo(id.toString()))
                .body("data[0].message_id", equalTo("<" + id + "@" + ACME + ">"))
                .body("data[0].account_id", equalTo(account.id().toString()))
                .body("data[0].sender", equalTo("news@" + ACME))
                .body("data[0].recipient", equalTo("ann@example.org"))
                .body("data[0].subject", equalTo("Hello"))
                .body("data[0].tags", equalTo(List.of("billing", "urgent")))
                .body("data[0].status", equalTo("Bounced"))
                .body("data[0].direction", equalTo("outbound"))
                .body("data[0].is_bounce_notification", is(false))
                .body("data[0].bounce_classification", equalTo("hard"))
                .body("data[0].num_attempts", is(2))
                .body("data[0].open_count", is(0))
                .body("data[0].click_count", is(0))
                .body("data[0].sent_at", nullValue())
                .body("data[0].delivered_at", nullValue())
                .body("data[0].reference_message_id", nullValue())
                .body("data[0].delivery_attempts", hasSize(2))
                .body("data[0].delivery_attempts[0].time", equalTo("2026-01-02T03:04:05.678Z"))
                .body("data[0].delivery_attempts[0].status", equalTo("Deferred"))
                .body("data[0].delivery_attempts[1].log", equalTo("550 no"));
    }

    @Test
    void every_status_can_be_asked_for_and_those_of_the_sandbox_are_their_own() {
        TestAccount account = TestAccount.with();
        for (String status : List.of(
                "received", "delivered", "deferred", "bounced", "failed", "suppressed", "cancelled", "dropped")) {
            StoredMessage.of(account, ACME).status(status).store(pool);
            StoredMessage.of(account, ACME).status(status).sandbox("deliver").store(pool);
        }
        for (String word : List.of("Delivered", "Deferred", "Bounced", "Failed", "Suppressed")) {
            list(account, "status", word).then().body("data.status", equalTo(List.of(word)));
            list(account, "status", "Sandbox " + word).then().body("data.status", equalTo(List.of("Sandbox " + word)));
        }
        for (String word : List.of("Received", "Cancelled", "Dropped")) {
            list(account, "status", word).then().body("data.status", equalTo(List.of(word, word)));
        }
        list(account, "status", "Failed, Sandbox Bounced")
                .then()
                .body("data.status", equalTo(List.of("Failed", "Sandbox Bounced")));
    }

    @Test
    void every_filter_lets_through_what_it_says() {
        TestAccount account = TestAccount.with();
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        String old = StoredMessage.of(account, ACME)
                .accepted(hourAgo)
                .to("Bob@example.org")
                .store(pool)
                .toString();
        String tagged =
                StoredMessage.of(account, ACME).tags("a", "b").store(pool).toString();
        String umlaut = StoredMessage.of(account, OTHER)
                .subject("Schöne GRÜSSE 100%")
                .tags("b")
                .store(pool)
                .toString();

        assertThat(ids(list(account, "recipient", "bob@EXAMPLE.org"))).containsExactly(old);
        assertThat(ids(list(account, "sender", "News@" + OTHER))).containsExactly(umlaut);
        assertThat(ids(list(account, "subject", "grüsse 100%"))).containsExactly(umlaut);
        assertThat(ids(list(account, "subject", "grüsse_100"))).isEmpty();
        assertThat(ids(list(account, "message_id_header", "<" + old + "@" + ACME + ">")))
                .containsExactly(old);
        assertThat(ids(list(account, "message_id_header", "<" + old + "@" + OTHER + ">")))
                .isEmpty();
        assertThat(ids(list(account, "message_id_header", "<somebody@else.example>")))
                .isEmpty();
        assertThat(ids(list(account, "tags", "a"))).containsExactly(tagged);
        assertThat(ids(list(account, "tags", "a,b"))).containsExactly(umlaut, tagged);
        assertThat(ids(list(account, "from_time", hourAgo.plusSeconds(1).toString())))
                .containsExactly(umlaut, tagged);
        assertThat(ids(list(account, "to_time", hourAgo.plusSeconds(1).toString())))
                .containsExactly(old);
        assertThat(ids(list(account, "tags", "b", "sender", "news@" + ACME))).containsExactly(tagged);
        assertThat(ids(list(account, "recipient", "bob@example.org", "status", "Bounced")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            status | Nonsense | status must be a list
            status | delivered | status must be a list
            sender | nobody | sender must be an email address
            recipient | a@b | recipient must be an email address
            tags | 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21 | tags must be at most 20
            from_time | yesterday | from_time must be an RFC 3339 time
            to_time | 2026-01-01 | to_time must be an RFC 3339 time
            limit | 101 | limit must be a whole number from 1 to 100
            after | junk | after is not a cursor of this list""")
    void what_is_malformed_is_a_400(String parameter, String value, String message) {
        list(TestAccount.with(), parameter, value)
                .then()
                .statusCode(400)
                .body("size()", is(1))
                .body("message", containsString(message));
    }

    @Test
    void times_have_an_order() {
        list(TestAccount.with(), "from_time", "2026-01-02T00:00:00Z", "to_time", "2026-01-01T00:00:00Z")
                .then()
                .statusCode(400)
                .body("message", equalTo("from_time must be before to_time"));
    }

    @Test
    void pages_follow_each_other_in_both_directions_whatever_comes_in_between() {
        TestAccount account = TestAccount.with();
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            stored.addFirst(
                    StoredMessage.of(account, ACME).tags("x").store(pool).toString());
            StoredMessage.of(account, ACME).store(pool);
        }
        Response first = list(account, "tags", "x", "limit", "3");
        assertThat(ids(first)).isEqualTo(stored.subList(0, 3));
        StoredMessage.of(account, ACME).tags("x").store(pool);
        Response second = list(account, "tags", "x", "limit", "3", "after", first.path("pagination.next_cursor"));
        assertThat(ids(second)).isEqualTo(stored.subList(3, 6));
        Response third = list(account, "tags", "x", "limit", "3", "after", second.path("pagination.next_cursor"));
        assertThat(ids(third)).isEqualTo(stored.subList(6, 7));
        third.then().body("pagination.has_more", is(false)).body("pagination.next_cursor", nullValue());
        Response back = list(account, "tags", "x", "limit", "3", "before", third.path("pagination.previous_cursor"));
        assertThat(ids(back)).isEqualTo(stored.subList(3, 6));
        // a cursor belongs to its list and its account
        list(account, "tags", "y", "after", first.path("pagination.next_cursor"))
                .then()
                .statusCode(400);
        list(TestAccount.with(), "tags", "x", "after", first.path("pagination.next_cursor"))
                .then()
                .statusCode(400);
    }

    @Test
    void a_key_for_one_domain_sees_what_was_sent_from_it() {
        TestAccount account = TestAccount.with();
        String mine = StoredMessage.of(account, ACME).store(pool).toString();
        String others = StoredMessage.of(account, OTHER).store(pool).toString();
        TestAccount limited = account.limitedTo("messages:read:{" + ACME + "}");
        assertThat(ids(list(limited))).containsExactly(mine);
        assertThat(ids(list(limited, "sender", "news@" + ACME))).containsExactly(mine);
        assertThat(ids(list(limited, "recipient", "ann@example.org"))).containsExactly(mine);
        list(limited, "sender", "news@" + OTHER).then().statusCode(403).body("size()", is(1));
        assertThat(ids(list(account.limitedTo("messages:read:all")))).containsExactly(others, mine);
        list(account.limitedTo("messages:send:all", "domains:read")).then().statusCode(403);
    }

    @Test
    void nobody_sees_what_is_another_accounts_or_is_kept_no_longer() {
        TestAccount account = TestAccount.with();
        StoredMessage.of(TestAccount.with(), ACME).store(pool);
        StoredMessage.of(account, ACME).keep(-1, -1).store(pool);
        assertThat(ids(list(account))).isEmpty();
        account.request()
                .get("/v2/accounts/" + UUID.randomUUID() + "/messages")
                .then()
                .statusCode(401);
    }

    @Test
    void a_filter_that_lets_little_through_ends_pages_early_and_loses_nothing() {
        TestAccount account = TestAccount.with();
        Instant start = Instant.now().minus(Duration.ofDays(2));
        String needle = StoredMessage.of(account, ACME)
                .accepted(start.minusSeconds(60))
                .subject("the needle")
                .store(pool)
                .toString();
        done(pool.preparedQuery("""
            insert into message (keep_day, id, account_id, domain_id, content_id, content_keep_day, sender_domain,
                sender, recipient, subject, tags, accepted_at, updated_at, content_keep_until, keep_until)
            select (now() at time zone 'UTC')::date + 20 + n % 5,
                   (lpad(to_hex($2::bigint + n * 3), 12, '0') || '7000' || '8000' || lpad(n::text, 12, '0'))::uuid,
                   $1, $1, $1, (now() at time zone 'UTC')::date + 1, 'acme.example.com', 'a@acme.example.com',
                   'hay@example.org', 'hay', '{}', now() - interval '2 days', now(), now(), now() + interval '9 days'
              from generate_series(1, 60000) n""").execute(Tuple.of(account.id(), start.toEpochMilli())));

        Response page = list(account, "subject", "needle");
        assertThat(ids(page)).as("50,000 were looked through").isEmpty();
        page.then().body("pagination.has_more", is(true));
        Response next = list(account, "subject", "needle", "after", page.path("pagination.next_cursor"));
        assertThat(ids(next)).containsExactly(needle);
        next.then().body("pagination.has_more", is(false));
        Response back = list(account, "subject", "needle", "before", next.path("pagination.previous_cursor"));
        assertThat(ids(back)).isEmpty();
        back.then().body("pagination.has_more", is(true));

        plansWalkTheIndex(account);
    }

    /** However much there is: never a sort of it, never a scan of a table. */
    private void plansWalkTheIndex(TestAccount account) {
        done(pool.query("analyze message").execute());
        for (String[] filter : new String[][] {
            {null, null}, {"bounced", null}, {null, "hay@example.org"}, {"bounced", "hay@example.org"}
        }) {
            MessageFilter asked = MessageFilter.of(
                    new MessageFilter.Asked(
                            filter[0] == null ? null : "Bounced", null, filter[1], null, null, null, null, null),
                    null);
            PageRequest page = PageRequest.of("x", account.id(), null, null, null);
            MessageQueries query = MessageQueries.of(asked, page, null, 1_000, Instant.now());
            List<String> plan = new ArrayList<>();
            done(pool.preparedQuery("explain " + query.sql()).execute(query.arguments()))
                    .forEach(row -> plan.add(row.getString(0)));
            String text = String.join("\n", plan);
            assertThat(text).contains("Merge Append").doesNotContain("Bitmap");
            assertThat(plan)
                    .as(text)
                    .filteredOn(line -> line.contains("Sort Key") && line.contains("account_id"))
                    .hasSize(1);
            assertThat(plan)
                    .as("only partitions with next to nothing are read whole")
                    .filteredOn(line -> line.contains("Seq Scan on message"))
                    .allMatch(line -> Integer.parseInt(line.replaceAll(".* rows=(\\d+) .*", "$1")) <= 100);
        }
    }
}

package org.subaccounts.sending.suppression.list;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.suppression.SuppressionCalls;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class ListSuppressionsHttpTest {
    @Inject
    Pool pool;

    /** Each in a millisecond of its own, so that the order is known. */
    private static String added(SuppressionCalls calls, String email, String domain) {
        Instant before = Instant.now();
        Awaitility.await().until(() -> Instant.now().toEpochMilli() > before.toEpochMilli());
        Response added = domain.isEmpty() ? calls.add(email) : calls.add(email, domain);
        added.then().statusCode(201);
        return added.path("data[0].created_at");
    }

    @Test
    void anAccountWithoutSuppressionsHasAnEmptyList() {
        SuppressionCalls.ofNewAccount()
                .list()
                .then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data", empty())
                .body("pagination.has_more", is(false))
                .body("pagination.next_cursor", nullValue());
    }

    @Test
    void whatHasExpiredIsNotShown() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.stored(pool, "old@example.org", "", Instant.now().minusMillis(1));
        calls.stored(pool, "new@example.org", "", Instant.now().plusSeconds(60));
        assertThat(calls.emails()).containsExactly("new@example.org");
        assertThat(calls.emails("email", "old@example.org")).isEmpty();
    }

    @Test
    void eachFilterShowsItsOwn() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        added(calls, "ann+x@example.org", "");
        added(calls, "ann+x@example.org", "a.example.com");
        added(calls, "bob@example.org", "a.example.com");
        added(calls, "bob@example.org", "b.example.com");
        calls.list("domain", "A.example.com")
                .then()
                .body("data.email", equalTo(List.of("bob@example.org", "ann+x@example.org")));
        calls.list("email", "ANN+x@example.ORG").then().body("data.domain", equalTo(List.of("a.example.com", "")));
        calls.list("email", "bob@example.org", "domain", "b.example.com")
                .then()
                .body("data.domain", equalTo(List.of("b.example.com")));
        calls.list("email", "ann+x@example.org", "domain", "b.example.com")
                .then()
                .statusCode(200)
                .body("data", empty());
        calls.list("domain", "", "email", "").then().body("data.size()", is(4));
    }

    @Test
    void timesAreFromTheFirstIncludedToTheLastExcluded() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        String first = added(calls, "a@example.org", "");
        String second = added(calls, "b@example.org", "");
        String third = added(calls, "c@example.org", "");
        assertThat(calls.emails("from_time", second)).containsExactly("c@example.org", "b@example.org");
        assertThat(calls.emails("to_time", second)).containsExactly("a@example.org");
        assertThat(calls.emails("from_time", first, "to_time", third))
                .containsExactly("b@example.org", "a@example.org");
        assertThat(calls.emails("from_time", second, "to_time", second)).isEmpty();
        assertThat(calls.emails("from_time", "2000-01-01T00:00:00+02:00", "to_time", "2998-01-01T00:00:00Z"))
                .hasSize(3);
    }

    @Test
    void pagesAreStableUnderInsertsAndDeletionsInBothDirections() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        List<String> there = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String email = "a" + i + "@example.org";
            added(calls, email, "a.example.com");
            there.addFirst(email);
        }
        JsonPath first = page(calls, "limit", "3");
        assertThat(first.getList("data.email")).isEqualTo(there.subList(0, 3));
        assertThat(first.getString("pagination.previous_cursor")).isNull();
        added(calls, "later@example.org", "a.example.com");
        calls.remove("email", there.get(2)).then().statusCode(200); // the one that the cursor stands on
        JsonPath second = page(calls, "limit", "3", "after", first.getString("pagination.next_cursor"));
        assertThat(second.getList("data.email")).isEqualTo(there.subList(3, 6));
        JsonPath third = page(calls, "limit", "3", "after", second.getString("pagination.next_cursor"));
        assertThat(third.getList("data.email")).isEqualTo(there.subList(6, 7));
        assertThat(third.getBoolean("pagination.has_more")).isFalse();
        JsonPath back = page(calls, "limit", "3", "before", third.getString("pagination.previous_cursor"));
        assertThat(back.getList("data.email")).isEqualTo(there.subList(3, 6));
        JsonPath beginning = page(calls, "limit", "3", "before", back.getString("pagination.previous_cursor"));
        assertThat(beginning.getList("data.email")).containsExactly("later@example.org", there.get(0), there.get(1));
        assertThat(beginning.getString("pagination.previous_cursor")).isNull();
    }

    @Test
    void aCursorIsForItsAccountAndItsFiltersOnly() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        added(calls, "a@example.org", "a.example.com");
        added(calls, "b@example.org", "a.example.com");
        String cursor = page(calls, "limit", "1", "domain", "a.example.com").getString("pagination.next_cursor");
        assertThat(page(calls, "limit", "1", "domain", "a.example.com", "after", cursor)
                        .getList("data.email"))
                .containsExactly("a@example.org");
        calls.list("after", cursor).then().statusCode(400);
        calls.list("domain", "a.example.com", "email", "a@example.org", "after", cursor)
                .then()
                .statusCode(400)
                .body("message", equalTo("after is not a cursor of this list"));
        SuppressionCalls other = SuppressionCalls.ofNewAccount();
        added(other, "a@example.org", "a.example.com");
        other.list("domain", "a.example.com", "after", cursor).then().statusCode(400);
    }

    @Test
    void everyPageIsReadByTheIndexOfItsFilter() throws Exception {
        for (String cursor : new String[] {"", "after", "before"}) {
            assertThat(plan(cursor, null, null)).contains("suppression_by_account").doesNotContain("Sort");
            assertThat(plan(cursor, "a.example.com", null))
                    .contains("suppression_by_domain")
                    .doesNotContain("Sort");
            assertThat(plan(cursor, null, "ann@example.org")).contains("suppression_once");
            assertThat(plan(cursor, "a.example.com", "ann@example.org")).contains("suppression_once");
        }
    }

    private String plan(String cursor, @Nullable String domain, @Nullable String email) throws Exception {
        UUID id = new UUID(1, 1);
        PageRequest page = new PageRequest(
                "", id, 100, cursor.equals("after") ? id : null, cursor.equals("before") ? id : null);
        String sql = ListSuppressions.sql(page, new SuppressionFilter(domain, email, null, null));
        return StreamSupport.stream(
                        pool.query("explain (generic_plan) " + sql)
                                .execute()
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(5, TimeUnit.SECONDS)
                                .spliterator(),
                        false)
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }

    private static JsonPath page(SuppressionCalls calls, String... parameters) {
        Response page = calls.list(parameters);
        page.then().statusCode(200);
        return page.jsonPath();
    }

    @Test
    void aDomainThatNobodyKnowsIsNotFound() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        String own = TestAccount.newDomainName();
        calls.account().addDomain(own).then().statusCode(201);
        calls.list("domain", own).then().statusCode(200).body("data", empty());
        SuppressionCalls other = SuppressionCalls.ofNewAccount();
        added(other, "ann@example.org", own);
        other.list("domain", own).then().statusCode(200);
        SuppressionCalls.ofNewAccount()
                .list("domain", own)
                .then()
                .statusCode(404)
                .body("size()", is(1))
                .body("message", equalTo("domain not found"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=x",
                "after=x",
                "before=x",
                "after=a&before=b",
                "email=ann",
                "email=ann+x@example.org", // a plus that is not escaped is a space
                "domain=localhost",
                "domain=a%00.example.com",
                "from_time=today",
                "from_time=2026-10-01",
                "to_time=2026-10-01T12:00:00",
                "from_time=2026-10-01T12:00:01Z&to_time=2026-10-01T12:00:00Z"
            })
    void malformedParametersAreRefused(String query) {
        TestAccount account = TestAccount.with();
        account.request()
                .urlEncodingEnabled(false)
                .get(account.path("/suppressions?" + query))
                .then()
                .statusCode(400)
                .body("message", not(""))
                .body("size()", is(1));
    }

    @Test
    void whoMayNotReadIsToldNothing() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        given().get(calls.account().path("/suppressions")).then().statusCode(401);
        TestAccount.with()
                .request()
                .get(calls.account().path("/suppressions"))
                .then()
                .statusCode(401);
        new SuppressionCalls(
                        calls.account().limitedTo("suppressions:write", "suppressions:delete", "suppressions:wipe"))
                .list()
                .then()
                .statusCode(403)
                .body("message", equalTo("the API key lacks the scope suppressions:read"));
        new SuppressionCalls(calls.account().limitedTo("suppressions:read"))
                .list()
                .then()
                .statusCode(200);
    }
}

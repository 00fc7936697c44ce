package org.subaccounts.billing.usage.breakdown;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.subaccounts.billing.BillingRows;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.Sql;
import org.subaccounts.billing.TestKeys;
import org.subaccounts.platform.http.Ids;

@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class BreakdownHttpTest {
    private static final LocalDate FIRST = LocalDate.of(2025, 10, 1);
    private static final LocalDate LAST = LocalDate.of(2025, 10, 31);

    private final UUID parent = Ids.next();
    private final List<UUID> inOrder = Stream.generate(Ids::next)
            .limit(2)
            .sorted(Comparator.comparing(UUID::toString))
            .toList();
    private final UUID older = inOrder.getFirst();
    private final UUID newer = inOrder.getLast();
    private final UUID silent = Ids.next();
    private final UUID removed = Ids.next();
    private final UUID alsoRemoved = Ids.next();
    private final UUID stranger = Ids.next();
    private final Sql sql;
    private final BillingRows rows;

    @Inject
    BreakdownHttpTest(Sql sql) {
        this.sql = sql;
        rows = new BillingRows(sql);
    }

    @Test
    void by_day_it_has_the_days_with_volume_both_ends_included_oldest_first() {
        family();
        october("day")
                .statusCode(200)
                .contentType(startsWith("application/json"))
                .body("object", equalTo("list"))
                .body("from", equalTo("2025-10-01"))
                .body("to", equalTo("2025-10-31"))
                .body("group_by", equalTo("day"))
                .body("data.day", contains("2025-10-01", "2025-10-02", "2025-10-31"))
                .body("data.reception_count", contains(1 + 20, 300, 4_000 + 50_000 + 600_000))
                .body("data[0]", not(hasKey("name")))
                .body("total.reception_count", equalTo(654_321))
                .body("pagination.has_more", equalTo(false))
                .body("pagination", not(hasKey("next_cursor")));
    }

    @Test
    void by_day_it_can_be_that_of_one_sub_account() {
        family();
        ask().queryParam("group_by", "day")
                .queryParam("sub_account_id", older)
                .get(path())
                .then()
                .statusCode(200)
                .body("sub_account_id", equalTo(older.toString()))
                .body("data.day", contains("2025-10-01", "2025-10-02"))
                .body("data.reception_count", contains(20, 300))
                .body("total.reception_count", equalTo(320));
    }

    @Test
    void by_account_it_names_the_parent_and_its_children_and_has_the_removed_ones_as_one_row() {
        family();
        String body = october("sub_account")
                .statusCode(200)
                .body("data.bucket", contains("parent", "sub_account", "sub_account", "removed_sub_accounts"))
                .body("data[0].account_id", equalTo(parent.toString()))
                .body("data[0]", not(hasKey("name")))
                .body("data[1].account_id", equalTo(newer.toString()))
                .body("data[1].name", equalTo("newer"))
                .body("data[2].account_id", equalTo(older.toString()))
                .body("data[3]", not(hasKey("account_id")))
                .body("data[3]", not(hasKey("name")))
                .body("data.reception_count", contains(1, 4_000, 320, 650_000))
                .body("total.reception_count", equalTo(654_321))
                .extract()
                .asString();
        assertThat(body).doesNotContain("removed one", "removed two", removed.toString(), "stranger");
    }

    @Test
    void by_domain_it_is_in_alphabetical_order() {
        family();
        october("domain")
                .statusCode(200)
                .body("data.domain", contains("a.example.com", "b.example.com"))
                .body("data.reception_count", contains(654_001, 320))
                .body("total.reception_count", equalTo(654_321));
    }

    @ParameterizedTest
    @CsvSource({"day", "sub_account", "domain"})
    void pages_put_together_are_the_whole_in_both_directions(String grouping) {
        family();
        List<Object> whole = october(grouping).extract().path("data");
        List<Object> forwards = new ArrayList<>();
        List<String> previous = new ArrayList<>();
        String next = "";
        do {
            ValidatableResponse page = page(grouping, "after", next).body("total.reception_count", equalTo(654_321));
            forwards.addAll(page.extract().path("data"));
            previous.add(page.extract().path("pagination.previous_cursor"));
            next = page.extract().path("pagination.next_cursor");
        } while (next != null);
        assertThat(forwards).isEqualTo(whole);

        List<Object> last =
                page(grouping, "before", previous.getLast()).extract().path("data");
        assertThat(last).isEqualTo(List.of(whole.get(whole.size() - 2)));
    }

    @Test
    void a_cursor_belongs_to_what_was_asked() {
        family();
        String cursor = page("day", "after", "").extract().path("pagination.next_cursor");
        page("domain", "after", cursor).statusCode(400).body("message", equalTo("after is not a cursor of this list"));
        page("day", "before", "nonsense").statusCode(400);
        ask().queryParam("group_by", "day")
                .queryParam("after", cursor)
                .queryParam("before", cursor)
                .get(path())
                .then()
                .statusCode(400)
                .body("message", equalTo("after and before cannot be used together"));
    }

    @Test
    void days_without_anything_have_no_rows() {
        october("sub_account").statusCode(200).body("data", hasSize(0)).body("total.reception_count", equalTo(0));
    }

    @Test
    void a_sub_account_that_is_not_there_removed_or_anothers_is_not_found() {
        family();
        for (UUID child : List.of(Ids.next(), removed, stranger, parent)) {
            ask().queryParam("group_by", "day")
                    .queryParam("sub_account_id", child)
                    .get(path())
                    .then()
                    .statusCode(404)
                    .body("message", equalTo("sub account not found"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "2025-10-01, 2025-10-31, -, -, -, must be given together",
                "2025-10-01, -, day, -, -, must be given together",
                "-, -, day, -, -, must be given together",
                "2025-10-01, 2025-10-31, week, -, -, 'group_by must be one of day, sub_account, domain'",
                "2025-10-01, 2025-09-30, day, -, -, to must not be before from",
                "2025-01-01, 2026-01-02, day, -, -, at most 366 days",
                "2025-10-1, 2025-10-31, day, -, -, from must be a date such as 2026-10-01",
                "2025-10-01, soon, day, -, -, to must be a date such as 2026-10-01",
                "1999-12-31, 2000-01-01, day, -, -, from must be from 2000-01-01",
                "2025-10-01, 2025-10-31, domain, -, 0190a000-0000-7000-8000-000000000001, only with group_by=day",
                "2025-10-01, 2025-10-31, day, -, child, sub_account_id must be a UUID",
                "2025-10-01, 2025-10-31, day, 2025-10, -, period cannot be used together",
                "-, -, -, -, 0190a000-0000-7000-8000-000000000001, can be used only together with from",
            })
    void parameters_must_fit_together(
            String from, String to, String groupBy, String period, String child, String message) {
        RequestSpecification request = given().header("Authorization", "Bearer " + key());
        add(request, "from", from);
        add(request, "to", to);
        add(request, "group_by", groupBy);
        add(request, "period", period);
        add(request, "sub_account_id", child);
        request.get(path()).then().statusCode(400).body("message", containsString(message));
    }

    @ParameterizedTest
    @CsvSource({"0", "10001", "-1", "many"})
    void a_page_has_one_to_ten_thousand_rows(String limit) {
        ask().queryParam("group_by", "day")
                .queryParam("limit", limit)
                .get(path())
                .then()
                .statusCode(400)
                .body("message", equalTo("limit must be a whole number from 1 to 10000"));
    }

    @Test
    void a_leap_years_days_are_not_too_many() {
        given().header("Authorization", "Bearer " + key())
                .queryParam("from", "2024-01-01")
                .queryParam("to", "2024-12-31")
                .queryParam("group_by", "day")
                .queryParam("limit", "10000")
                .get(path())
                .then()
                .statusCode(200);
    }

    @Test
    void it_is_for_the_parent_with_the_scope() {
        as(TestKeys.ofParent(parent, "accounts:billing")).statusCode(403);
        as(TestKeys.ofChild(parent, Ids.next())).statusCode(404);
        as(TestKeys.ofParent(Ids.next(), "*")).statusCode(401);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-10-01, 2025-10-30, 4321",
        "2025-10-02, 2025-10-31, 658300",
        "2025-09-30, 2025-10-31, 658328",
        "2025-10-01, 2025-11-30, 658328",
        "2025-09-30, 2025-11-01, 658335",
    })
    void by_account_whole_months_and_the_days_around_them_are_one_sum(String from, String to, int total) {
        family();
        rows.daily(LAST.minusDays(1), newer, "a.example.com", 4_000);
        rows.usage(FIRST, newer, 4_000);
        given().header("Authorization", "Bearer " + key())
                .queryParam("from", from)
                .queryParam("to", to)
                .queryParam("group_by", "sub_account")
                .get(path())
                .then()
                .statusCode(200)
                .body("total.reception_count", equalTo(total));
    }

    @Test
    void a_year_of_ten_thousand_sub_accounts_is_answered_by_account_and_refused_by_what_needs_every_day() {
        largeFamily();
        year("sub_account")
                .statusCode(200)
                .body("data", hasSize(100))
                .body("total.reception_count", equalTo(12 * 10_000 * 30))
                .body("pagination.has_more", equalTo(true));
        for (String grouping : List.of("day", "domain")) {
            year(grouping)
                    .statusCode(400)
                    .body(
                            "message",
                            equalTo("too many days for the number of sub accounts; ask for fewer days at once"));
        }
        given().header("Authorization", "Bearer " + key())
                .queryParam("from", "2024-01-02")
                .queryParam("to", "2024-04-09")
                .queryParam("group_by", "day")
                .get(path())
                .then()
                .statusCode(200)
                .body("total.reception_count", equalTo(30 * 10_000));
    }

    @Test
    void one_of_ten_thousand_sub_accounts_has_every_day_of_a_year() {
        largeFamily();
        rows.account(older, parent, "older", FIRST, null);
        given().header("Authorization", "Bearer " + key())
                .queryParam("from", "2024-01-01")
                .queryParam("to", "2024-12-31")
                .queryParam("group_by", "day")
                .queryParam("sub_account_id", older)
                .get(path())
                .then()
                .statusCode(200)
                .body("data", hasSize(0));
    }

    /** 10,000 sub accounts with 30 in each month of 2024, by the day in the first days of April only. */
    private void largeFamily() {
        rows.account(parent, null, "parent", FIRST, null);
        sql.run(
                "insert into account_directory (account_id, parent_id, name, created_at)"
                        + " select md5($1::text || n)::uuid, $1, 'child ' || n, now() from generate_series(1, 10000) n",
                Tuple.of(parent));
        sql.run(
                "insert into usage select month, account_id, 30 from account_directory,"
                        + " generate_series(date '2024-01-01', date '2024-12-01', interval '1 month') month"
                        + " where parent_id = $1",
                Tuple.of(parent));
        sql.run(
                "insert into usage_daily select day, account_id, 'example.com', 6 from account_directory,"
                        + " generate_series(date '2024-04-01', date '2024-04-05', interval '1 day') day where parent_id = $1",
                Tuple.of(parent));
    }

    private ValidatableResponse year(String grouping) {
        return given().header("Authorization", "Bearer " + key())
                .queryParam("from", "2024-01-01")
                .queryParam("to", "2024-12-31")
                .queryParam("group_by", grouping)
                .get(path())
                .then();
    }

    private void family() {
        rows.account(parent, null, "parent", FIRST, null);
        rows.account(older, parent, "older", FIRST, null);
        rows.account(newer, parent, "newer", FIRST, null);
        rows.account(silent, parent, "silent", FIRST, null);
        rows.account(removed, parent, "removed one", FIRST, LAST.plusYears(1));
        rows.account(alsoRemoved, parent, "removed two", FIRST, LAST);
        rows.account(stranger, Ids.next(), "stranger", FIRST, null);
        rows.daily(FIRST.minusDays(1), parent, "a.example.com", 7);
        rows.daily(FIRST, parent, "a.example.com", 1);
        rows.daily(FIRST, older, "b.example.com", 20);
        rows.daily(FIRST.plusDays(1), older, "b.example.com", 300);
        rows.daily(LAST, newer, "a.example.com", 4_000);
        rows.daily(LAST, removed, "a.example.com", 50_000);
        rows.daily(LAST, alsoRemoved, "a.example.com", 600_000);
        rows.daily(LAST, stranger, "a.example.com", 9_000_000);
        rows.daily(LAST.plusDays(1), newer, "a.example.com", 7);
        rows.usage(FIRST.minusMonths(1), parent, 7);
        rows.usage(FIRST, parent, 1);
        rows.usage(FIRST, older, 320);
        rows.usage(FIRST, newer, 4_000);
        rows.usage(FIRST, removed, 50_000);
        rows.usage(FIRST, alsoRemoved, 600_000);
        rows.usage(FIRST, stranger, 9_000_000);
        rows.usage(FIRST.plusMonths(1), newer, 7);
    }

    private static void add(
            RequestSpecification request, String name, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            request.queryParam(name, value);
        }
    }

    private ValidatableResponse october(String grouping) {
        return ask().queryParam("group_by", grouping).get(path()).then();
    }

    private ValidatableResponse page(String grouping, String cursor, String position) {
        return ask().queryParam("group_by", grouping)
                .queryParam("limit", 1)
                .queryParam(cursor, position)
                .get(path())
                .then();
    }

    private RequestSpecification ask() {
        return given().header("Authorization", "Bearer " + key())
                .queryParam("from", FIRST.toString())
                .queryParam("to", LAST.toString());
    }

    private ValidatableResponse as(String key) {
        return given().header("Authorization", "Bearer " + key)
                .queryParam("from", FIRST.toString())
                .queryParam("to", LAST.toString())
                .queryParam("group_by", "day")
                .get(path())
                .then();
    }

    private String key() {
        return TestKeys.ofParent(parent, "sub-accounts:usage");
    }

    private String path() {
        return "/v2/accounts/" + parent + "/sub-accounts/usage";
    }
}

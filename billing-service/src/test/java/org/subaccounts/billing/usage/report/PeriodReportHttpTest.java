package org.subaccounts.billing.usage.report;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;
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
class PeriodReportHttpTest {
    private static final LocalDate JANUARY = LocalDate.of(2025, 1, 1);
    private static final LocalDate OCTOBER = LocalDate.of(2025, 10, 1);

    private final UUID parent = Ids.next();
    private final UUID older = Ids.next();
    private final UUID newer = Ids.next();
    private final UUID removed = Ids.next();
    private final Sql sql;
    private final BillingRows rows;

    @Inject
    PeriodReportHttpTest(Sql sql) {
        this.sql = sql;
        rows = new BillingRows(sql);
    }

    @Test
    void a_month_that_was_invoiced_is_reported_as_it_was_invoiced() {
        BillingRows.Invoice invoice = closedOctober();

        of("2025-10")
                .statusCode(200)
                .body("billing_period.start", equalTo("2025-10-01T00:00:00Z"))
                .body("billing_period.end", equalTo("2025-11-01T00:00:00Z"))
                .body("period_status", equalTo("closed"))
                .body("invoice_id", equalTo(invoice.id().toString()))
                .body("currency", equalTo("usd"))
                .body("currency_minor_unit_digits", equalTo(2))
                .body("late_reception_count", equalTo(0))
                .body("parent.account_id", equalTo(parent.toString()))
                .body("parent.reception_count", equalTo(10_000))
                .body("parent.allocated_cost_minor_units", equalTo(500))
                .body("sub_accounts.account_id", contains(newer.toString(), older.toString()))
                .body("sub_accounts.name", contains("Newer then", "Older then"))
                .body("sub_accounts.reception_count", contains(60_000, 0))
                .body("sub_accounts.allocated_cost", contains(40.0f, 0.0f))
                .body("removed_sub_accounts.reception_count", equalTo(5_000))
                .body("removed_sub_accounts.allocated_cost_minor_units", equalTo(400))
                .body("total.reception_count", equalTo(75_000))
                .body("total.allocated_cost", equalTo(49.0f))
                .body("total.allocated_cost_minor_units", equalTo(4_900));
    }

    @Test
    void what_arrives_later_changes_nothing_in_a_closed_month_but_the_count_of_what_was_late() {
        closedOctober();
        String before = of("2025-10").statusCode(200).extract().asString();

        rows.usage(OCTOBER, newer, 7);
        rows.usage(OCTOBER, parent, 2);
        sql.run(
                "update account_directory set name = 'renamed', deleted_at = now() where account_id = $1",
                io.vertx.sqlclient.Tuple.of(newer));

        String after = of("2025-10").statusCode(200).extract().asString();
        assertThat(before).contains("\"late_reception_count\":0,");
        assertThat(after).isEqualTo(before.replace("\"late_reception_count\":0,", "\"late_reception_count\":9,"));
    }

    @Test
    void a_month_that_ended_and_has_no_invoice_is_computed_from_what_was_counted() {
        family();
        rows.usage(OCTOBER, parent, 1);
        rows.usage(OCTOBER, newer, 3);

        of("2025-10")
                .statusCode(200)
                .body("period_status", equalTo("closing"))
                .body("invoice_id", nullValue())
                .body("late_reception_count", equalTo(0))
                .body("sub_accounts.name", contains("newer", "older"))
                .body("parent.allocated_cost", equalTo(6.25f))
                .body("sub_accounts.allocated_cost_minor_units", contains(1_875, 0))
                .body("total.reception_count", equalTo(4))
                .body("total.allocated_cost_minor_units", equalTo(2_500));
    }

    @Test
    void the_current_month_is_open_by_name_or_without() {
        family();
        String current = YearMonth.now(ZoneOffset.UTC).toString();
        rows.usage(LocalDate.parse(current + "-01"), older, 5);

        String byName = of(current)
                .statusCode(200)
                .body("period_status", equalTo("open"))
                .body("total.reception_count", equalTo(5))
                .extract()
                .asString();
        assertThat(byName)
                .isEqualTo(given().header("Authorization", "Bearer " + key())
                        .get(path())
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());
    }

    @Test
    void a_month_before_the_account_was_there_used_and_cost_nothing() {
        family();
        of("2024-12")
                .statusCode(200)
                .body("total.reception_count", equalTo(0))
                .body("total.allocated_cost_minor_units", equalTo(0))
                .body("parent.allocated_cost", equalTo(0.0f))
                .body("sub_accounts", hasSize(0));
    }

    @Test
    void the_fee_of_a_month_without_messages_falls_to_the_parent() {
        family();
        of("2025-10")
                .statusCode(200)
                .body("parent.allocated_cost", equalTo(25.0f))
                .body("total.allocated_cost", equalTo(25.0f));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-13, must be a month",
        "2025-1, must be a month",
        "202510, must be a month",
        "2025-10-01, must be a month",
        "+25-010, must be a month",
        "october, must be a month",
        "1999-12, must not be before 2000-01",
        "9999-01, must not be after the current month",
    })
    void a_period_is_a_month_that_has_begun(String period, String message) {
        of(period).statusCode(400).body("message", containsString(message));
    }

    @Test
    void the_first_month_that_can_be_asked_for_is_january_2000() {
        of("2000-01").statusCode(200).body("total.reception_count", equalTo(0));
    }

    private BillingRows.Invoice closedOctober() {
        family();
        rows.usage(OCTOBER, parent, 10_000);
        rows.usage(OCTOBER, newer, 60_000);
        rows.usage(OCTOBER, removed, 5_000);
        BillingRows.Invoice invoice = rows.invoice(parent, 2, OCTOBER, 75_000, 2_400, 11, 13);
        rows.line(invoice, 1, "usage", OCTOBER, "parent", parent, "", 10_000, 500);
        rows.line(invoice, 2, "usage", OCTOBER, "sub_account", newer, "Newer then", 60_000, 4_000);
        rows.line(invoice, 3, "usage", OCTOBER, "sub_account", older, "Older then", 0, 0);
        rows.line(invoice, 4, "usage", OCTOBER, "removed_sub_accounts", null, "", 5_000, 400);
        rows.line(invoice, 5, "correction", OCTOBER.minusMonths(1), "sub_account", older, "Older then", 11, 13);
        return invoice;
    }

    private void family() {
        rows.account(parent, null, "parent", JANUARY, null);
        rows.account(older, parent, "older", JANUARY.plusDays(1), null);
        rows.account(newer, parent, "newer", JANUARY.plusDays(2), null);
        rows.account(removed, parent, "removed", JANUARY.plusDays(3), LocalDate.of(2025, 10, 5));
    }

    private String key() {
        return TestKeys.ofParent(parent, "sub-accounts:usage");
    }

    private String path() {
        return "/v2/accounts/" + parent + "/sub-accounts/usage";
    }

    private ValidatableResponse of(String period) {
        return given().header("Authorization", "Bearer " + key())
                .queryParam("period", period)
                .get(path())
                .then();
    }
}

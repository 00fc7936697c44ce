package org.subaccounts.billing.invoice.list;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingRows;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.Sql;
import org.subaccounts.billing.TestKeys;
import org.subaccounts.platform.http.Ids;

@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class ListInvoicesHttpTest {
    private static final LocalDate JANUARY = LocalDate.of(2025, 1, 1);

    private final UUID account = Ids.next();
    private final BillingRows rows;

    @Inject
    ListInvoicesHttpTest(Sql sql) {
        rows = new BillingRows(sql);
    }

    @Test
    void invoices_are_listed_newest_month_first_without_lines() {
        BillingRows.Invoice february = rows.invoice(account, 2, JANUARY.plusMonths(1), 30_000, 400, 5, 1);
        BillingRows.Invoice january = rows.invoice(account, 1, JANUARY, 10, 0);
        rows.line(january, 1, "usage", JANUARY, "parent", account, "", 10, 2_500);
        rows.invoice(Ids.next(), 1, JANUARY, 10, 0);

        list("").statusCode(200)
                .body("object", equalTo("list"))
                .body("data.id", contains(february.id().toString(), january.id().toString()))
                .body("data.object", contains("invoice", "invoice"))
                .body("data.number", contains(february.number(), january.number()))
                .body("data.period", contains("2025-02", "2025-01"))
                .body("data[0].billing_period.start", equalTo("2025-02-01T00:00:00Z"))
                .body("data[0].billing_period.end", equalTo("2025-03-01T00:00:00Z"))
                .body("data[0].account_id", equalTo(account.toString()))
                .body("data[0].currency", equalTo("usd"))
                .body("data[0].plan.name", equalTo("Standard"))
                .body("data[0].base_fee", equalTo(25.0f))
                .body("data[0].overage", equalTo(4.0f))
                .body("data[0].overage_minor_units", equalTo(400))
                .body("data[0].correction_minor_units", equalTo(1))
                .body("data[0].total", equalTo(29.01f))
                .body("data[0].total_minor_units", equalTo(2_901))
                .body("data[0].reception_count", equalTo(30_000))
                .body("data[0].corrected_reception_count", equalTo(5))
                .body("data[0].issued_at", equalTo("2025-12-01T06:00:07Z"))
                .body("data[0]", not(hasKey("lines")))
                .body("pagination.has_more", equalTo(false));
    }

    @Test
    void pages_put_together_are_the_whole_in_both_directions() {
        List<String> whole = new ArrayList<>();
        for (int month = 4; month >= 0; month--) { // ids in another order than the months
            whole.addFirst(rows.invoice(account, month + 1, JANUARY.plusMonths(4 - month), month, 0)
                    .id()
                    .toString());
        }
        ValidatableResponse first = list("?limit=2").body("pagination.has_more", equalTo(true));
        ValidatableResponse second = list("?limit=2&after=" + first.extract().path("pagination.next_cursor"));
        ValidatableResponse third = list("?limit=2&after=" + second.extract().path("pagination.next_cursor"))
                .body("pagination.has_more", equalTo(false));
        List<String> pages = new ArrayList<>();
        for (ValidatableResponse page : List.of(first, second, third)) {
            pages.addAll(page.statusCode(200).extract().path("data.id"));
        }
        assertThat(pages).isEqualTo(whole);

        list("?limit=2&before=" + third.extract().path("pagination.previous_cursor"))
                .statusCode(200)
                .body("data.id", equalTo(second.extract().path("data.id")));
    }

    @Test
    void a_child_sees_nothing_of_the_family() {
        UUID parent = Ids.next();
        BillingRows.Invoice invoice = rows.invoice(parent, 1, JANUARY, 10, 0);
        rows.line(invoice, 1, "usage", JANUARY, "sub_account", account, "child", 10, 2_500);

        given().header("Authorization", "Bearer " + TestKeys.ofChild(account, parent))
                .get("/v2/accounts/" + account + "/invoices")
                .then()
                .statusCode(200)
                .body("data", hasSize(0))
                .body("pagination.has_more", equalTo(false));
    }

    @Test
    void an_account_needs_no_partner_feature_to_see_what_it_pays() {
        rows.invoice(account, 1, JANUARY, 10, 0);
        given().header("Authorization", "Bearer " + TestKeys.ofAccountWithoutPartnerFeature(account))
                .get("/v2/accounts/" + account + "/invoices")
                .then()
                .statusCode(200)
                .body("data", hasSize(1));
    }

    @Test
    void wrong_parameters_are_refused() {
        list("?limit=0").statusCode(400).body("message", equalTo("limit must be a whole number from 1 to 100"));
        list("?after=nonsense").statusCode(400).body("message", equalTo("after is not a cursor of this list"));
        given().header("Authorization", "Bearer " + key())
                .get("/v2/accounts/not-a-uuid/invoices")
                .then()
                .statusCode(400);
    }

    @Test
    void it_is_for_keys_of_the_account_with_the_scope() {
        given().get("/v2/accounts/" + account + "/invoices").then().statusCode(401);
        given().header("Authorization", "Bearer " + TestKeys.ofParent(Ids.next(), "*"))
                .get("/v2/accounts/" + account + "/invoices")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + TestKeys.ofParent(account, "sub-accounts:usage"))
                .get("/v2/accounts/" + account + "/invoices")
                .then()
                .statusCode(403);
    }

    private String key() {
        return TestKeys.ofParent(account, "accounts:billing");
    }

    private ValidatableResponse list(String query) {
        return given().header("Authorization", "Bearer " + key())
                .get("/v2/accounts/" + account + "/invoices" + query)
                .then();
    }
}

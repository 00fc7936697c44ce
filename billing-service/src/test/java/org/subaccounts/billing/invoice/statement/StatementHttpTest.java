package org.subaccounts.billing.invoice.statement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingRows;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.Sql;
import org.subaccounts.billing.TestKeys;
import org.subaccounts.billing.invoice.PdfText;
import org.subaccounts.platform.http.Ids;

@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class StatementHttpTest {
    private static final LocalDate FEBRUARY = LocalDate.of(2024, 2, 1);
    private static final LocalDate JANUARY = LocalDate.of(2024, 1, 1);

    private final UUID account = Ids.next();
    private final UUID child = Ids.next();
    private final UUID removed = Ids.next();
    private final BillingRows rows;
    private BillingRows.Invoice invoice;

    @Inject
    StatementHttpTest(Sql sql) {
        rows = new BillingRows(sql);
        invoice = new BillingRows.Invoice(account, account, "", FEBRUARY, 0, 0, 0, 0);
    }

    @BeforeEach
    void invoice() {
        invoice = rows.invoice(account, 2, FEBRUARY, 30_000, 400, 5, 7);
        rows.line(invoice, 1, "usage", FEBRUARY, "parent", account, "", 10_000, 900);
        rows.line(invoice, 2, "usage", FEBRUARY, "sub_account", child, "Child", 15_000, 1_500);
        rows.line(invoice, 3, "usage", FEBRUARY, "removed_sub_accounts", null, "", 5_000, 500);
        rows.line(invoice, 4, "correction", JANUARY, "sub_account", child, "Child", 5, 7);
        rows.daily(JANUARY.plusDays(30), child, "c.example.com", 5);
        rows.daily(FEBRUARY, child, "c.example.com", 4_000);
        rows.daily(FEBRUARY, child, "d.example.com", 1_000);
        rows.daily(FEBRUARY.plusDays(28), child, "c.example.com", 10_000);
        rows.daily(FEBRUARY.plusDays(3), removed, "c.example.com", 5_000);
        rows.daily(FEBRUARY.plusDays(29), child, "c.example.com", 9);
    }

    @Test
    void it_has_the_lines_and_the_days_of_the_child() {
        get("application/json", child)
                .statusCode(200)
                .body("object", equalTo("invoice_statement"))
                .body("invoice_id", equalTo(invoice.id().toString()))
                .body("invoice_number", equalTo(invoice.number()))
                .body("account_id", equalTo(account.toString()))
                .body("sub_account_id", equalTo(child.toString()))
                .body("name", equalTo("Child"))
                .body("period", equalTo("2024-02"))
                .body("billing_period.end", equalTo("2024-03-01T00:00:00Z"))
                .body("currency", equalTo("usd"))
                .body("reception_count", equalTo(15_005))
                .body("total", equalTo(15.07f))
                .body("total_minor_units", equalTo(1_507))
                .body("lines.kind", contains("usage", "correction"))
                .body("lines.period", contains("2024-02", "2024-01"))
                .body("lines.amount_minor_units", contains(1_500, 7))
                .body("days.day", contains("2024-02-01", "2024-02-29"))
                .body("days.reception_count", contains(5_000, 10_000));
    }

    @Test
    void as_csv_it_has_the_lines_then_the_days() {
        String number = invoice.number();
        assertThat(get("text/csv", child)
                        .statusCode(200)
                        .contentType("text/csv;charset=utf-8")
                        .header(
                                "Content-Disposition",
                                equalTo("attachment; filename=\"statement-" + number + "-" + child + ".csv\""))
                        .extract()
                        .asString())
                .isEqualTo(
                        "invoice,account_id,name,kind,period,day,reception_count,amount,amount_minor_units,currency\r\n"
                                + number + "," + child + ",Child,usage,2024-02,,15000,15.00,1500,usd\r\n"
                                + number + "," + child + ",Child,correction,2024-01,,5,0.07,7,usd\r\n"
                                + number + "," + child + ",Child,day,2024-02,2024-02-01,5000,,,\r\n"
                                + number + "," + child + ",Child,day,2024-02,2024-02-29,10000,,,\r\n");
    }

    @Test
    void as_pdf_it_can_be_handed_on() {
        PdfText text = PdfText.of(get("application/pdf", child)
                .statusCode(200)
                .contentType("application/pdf")
                .extract()
                .asByteArray());
        text.requireAll(
                "Statement 2024-02",
                "Mail Provider Ltd",
                "Child",
                child.toString(),
                invoice.number(),
                "2024-02 15,000 15.00 USD",
                "2024-01 5 0.07 USD",
                "Total 15,005 15.07 USD",
                "2024-02-01 5,000",
                "2024-02-29 10,000",
                "Page 1 of");
    }

    @Test
    void who_is_not_named_on_the_invoice_has_no_statement() {
        for (UUID other : List.of(removed, account, Ids.next())) {
            get("application/json", other)
                    .statusCode(404)
                    .body("message", equalTo("sub account not found on this invoice"));
        }
    }

    @Test
    void of_another_accounts_invoice_there_is_none() {
        BillingRows.Invoice others = rows.invoice(Ids.next(), 1, FEBRUARY, 1, 0);
        rows.line(others, 1, "usage", FEBRUARY, "sub_account", child, "Child", 1, 2_500);
        as(TestKeys.ofParent(account, "*"), account, others.id())
                .statusCode(404)
                .body("message", equalTo("invoice not found"));
    }

    @Test
    void it_is_for_the_parent_not_for_the_child_itself() {
        as(TestKeys.ofChild(child, account), child, invoice.id()).statusCode(404);
    }

    @Test
    void it_is_for_keys_with_the_scope() {
        as(TestKeys.ofParent(account, "accounts:read"), account, invoice.id()).statusCode(403);
        as(TestKeys.ofParent(Ids.next(), "*"), account, invoice.id()).statusCode(401);
    }

    @Test
    void ids_are_uuids_and_the_form_is_one_of_three() {
        given().header("Authorization", "Bearer " + TestKeys.ofParent(account, "*"))
                .get("/v2/accounts/" + account + "/invoices/" + invoice.id() + "/statements/me")
                .then()
                .statusCode(400)
                .body("message", equalTo("sub_account_id must be a UUID"));
        get("text/plain", child).statusCode(406);
    }

    private ValidatableResponse get(String accept, UUID childId) {
        return given().header("Authorization", "Bearer " + TestKeys.ofParent(account, "accounts:billing"))
                .header("Accept", accept)
                .get("/v2/accounts/" + account + "/invoices/" + invoice.id() + "/statements/" + childId)
                .then();
    }

    private ValidatableResponse as(String key, UUID caller, UUID invoiceId) {
        return given().header("Authorization", "Bearer " + key)
                .get("/v2/accounts/" + caller + "/invoices/" + invoiceId + "/statements/" + child)
                .then();
    }
}

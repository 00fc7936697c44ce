package org.subaccounts.billing.invoice.get;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.billing.BillingRows;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.Sql;
import org.subaccounts.billing.TestKeys;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** An account that was closed in October: its keys are refused, its last invoice is to be had from the operator. */
@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class OperatorInvoicesHttpTest {
    private static final LocalDate OCTOBER = LocalDate.of(2025, 10, 1);

    private final UUID account = Ids.next();
    private final Sql sql;
    private final BillingRows rows;
    private final String operator = TestInfrastructure.get().oidc().operatorToken();
    private BillingRows.Invoice last;

    @Inject
    OperatorInvoicesHttpTest(Sql sql) {
        this.sql = sql;
        rows = new BillingRows(sql);
        last = new BillingRows.Invoice(account, account, "", OCTOBER, 0, 0, 0, 0);
    }

    @BeforeEach
    void close() {
        rows.account(account, null, "Departed", OCTOBER.minusMonths(1), OCTOBER.plusDays(9));
        rows.invoice(account, 1, OCTOBER.minusMonths(1), 10, 0);
        last = rows.invoice(account, 2, OCTOBER, 150_000, 9_250);
        rows.line(last, 1, "usage", OCTOBER, "parent", account, "Departed", 150_000, 11_750);
    }

    @Test
    void the_invoices_of_a_closed_account_are_listed_in_pages() {
        ValidatableResponse first = get(path() + "?limit=1", "application/json")
                .statusCode(200)
                .body("data.number", contains(last.number()));
        get(path() + "?after=" + first.extract().path("pagination.next_cursor"), "application/json")
                .statusCode(200)
                .body("data", hasSize(1))
                .body("data[0].period", equalTo("2025-09"))
                .body("pagination.has_more", equalTo(false));
        get("/operator/v1/accounts/" + Ids.next() + "/invoices", "application/json")
                .statusCode(200)
                .body("data", hasSize(0));
        get(path() + "?limit=0", "application/json").statusCode(400);
    }

    @Test
    void an_invoice_of_a_closed_account_can_be_had_in_every_form() {
        get(path() + "/" + last.id(), "application/json")
                .statusCode(200)
                .contentType("application/json")
                .body("number", equalTo(last.number()))
                .body("lines.amount_minor_units", contains(11_750));
        get(path() + "/" + last.id(), "text/csv")
                .statusCode(200)
                .header("Content-Type", containsString("text/csv"))
                .body(containsString("11750,usd"));
        byte[] pdf = get(path() + "/" + last.id(), "application/pdf")
                .statusCode(200)
                .contentType("application/pdf")
                .extract()
                .asByteArray();
        assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
        get(path() + "/" + last.id(), "text/html").statusCode(406);
    }

    @Test
    void another_accounts_invoice_is_not_found_and_ids_are_uuids() {
        BillingRows.Invoice others = rows.invoice(Ids.next(), 1, OCTOBER, 1, 0);
        get(path() + "/" + others.id(), "application/json")
                .statusCode(404)
                .body("message", equalTo("invoice not found"));
        get(path() + "/7", "application/json").statusCode(400).body("message", equalTo("invoice_id must be a UUID"));
        get("/operator/v1/accounts/7/invoices", "application/json").statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/0190a000-0000-7000-8000-000000000001"})
    void it_is_for_operators_alone(String below) {
        given().get(path() + below).then().statusCode(401);
        given().header("Authorization", "Bearer " + TestKeys.ofParent(account, "*"))
                .get(path() + below)
                .then()
                .statusCode(403);
    }

    @Test
    void an_invoice_with_many_lines_has_the_same_json_as_one_with_few() {
        BillingRows.Invoice large = rows.invoice(account, 3, OCTOBER.plusMonths(1), 0, 0);
        sql.run("""
                insert into invoice_line
                select $1, n, 'usage', date '2025-11-01', 'sub_account', gen_random_uuid(), 'Kind Ä ' || n, n, n
                  from generate_series(1, 3000) n""", Tuple.of(large.id()));

        ValidatableResponse answer = get(path() + "/" + large.id(), "application/json")
                .statusCode(200)
                .contentType("application/json")
                .header("Vary", containsString("Accept"));

        Map<String, Object> few = get(path() + "/" + last.id(), "application/json")
                .extract()
                .jsonPath()
                .getMap("");
        Map<String, Object> many = answer.extract().jsonPath().getMap("");
        assertThat(many.keySet()).containsExactlyElementsOf(few.keySet());
        assertThat(many).containsEntry("number", large.number()).containsEntry("total", 25.0f);
        List<Map<String, Object>> lines = answer.extract().jsonPath().getList("lines");
        assertThat(lines).hasSize(3_000);
        assertThat(lines.getFirst().keySet())
                .containsExactlyElementsOf(get(path() + "/" + last.id(), "application/json")
                        .extract()
                        .jsonPath()
                        .<String, Object>getMap("lines[0]")
                        .keySet());
        assertThat(lines.getLast()).containsEntry("name", "Kind Ä 3000").containsEntry("amount", 30.0f);
    }

    @ParameterizedTest
    @ValueSource(ints = {InvoiceAnswers.MAX_LINES_AT_ONCE, InvoiceAnswers.MAX_LINES_AT_ONCE + 1})
    void however_it_is_made_it_has_every_line(int lines) {
        BillingRows.Invoice invoice = rows.invoice(account, 3, OCTOBER.plusMonths(1), 0, 0);
        sql.run("""
                insert into invoice_line
                select $1, n, 'usage', date '2025-11-01', 'sub_account', gen_random_uuid(), '', n, n
                  from generate_series(1, $2::int) n""", Tuple.of(invoice.id(), lines));
        get(path() + "/" + invoice.id(), "application/json").statusCode(200).body("lines", hasSize(lines));
    }

    private String path() {
        return "/operator/v1/accounts/" + account + "/invoices";
    }

    private ValidatableResponse get(String path, String accept) {
        return given().header("Authorization", "Bearer " + operator)
                .header("Accept", accept)
                .get(path)
                .then();
    }
}

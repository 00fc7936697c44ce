package org.subaccounts.billing.invoice.get;

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
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.billing.BillingRows;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.Sql;
import org.subaccounts.billing.TestKeys;
import org.subaccounts.billing.invoice.PdfText;
import org.subaccounts.platform.http.Ids;

@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class GetInvoiceHttpTest {
    private static final LocalDate OCTOBER = LocalDate.of(2025, 10, 1);
    private static final LocalDate SEPTEMBER = LocalDate.of(2025, 9, 1);

    private final UUID account = Ids.next();
    private final UUID child = Ids.next();
    private final UUID evil = Ids.next();
    private final BillingRows rows;
    private BillingRows.Invoice invoice;

    @Inject
    GetInvoiceHttpTest(Sql sql) {
        rows = new BillingRows(sql);
        invoice = new BillingRows.Invoice(account, account, "", OCTOBER, 0, 0, 0, 0);
    }

    /** 150,000 messages: 25.00, 100,000 at 0.80, 25,000 at 0.50, and 13 cents for September. */
    @BeforeEach
    void invoice() {
        invoice = rows.invoice(account, 2, OCTOBER, 150_000, 9_250, 110, 13);
        rows.line(invoice, 1, "usage", OCTOBER, "parent", account, "", 15_000, 1_175);
        rows.line(invoice, 2, "usage", OCTOBER, "sub_account", child, "Kind, \"das\" Άλφα 株式会社", 105_000, 8_225);
        rows.line(invoice, 3, "usage", OCTOBER, "sub_account", evil, "=HYPERLINK(\"http://x\")", 0, 0);
        rows.line(invoice, 4, "usage", OCTOBER, "removed_sub_accounts", null, "", 30_000, 2_350);
        rows.line(invoice, 5, "correction", SEPTEMBER, "sub_account", child, "Kind, \"das\" Άλφα 株式会社", 110, 13);
    }

    @Test
    void as_json_it_has_its_lines_in_the_order_of_the_invoice() {
        get("application/json")
                .statusCode(200)
                .contentType("application/json")
                .header("Vary", containsString("Accept"))
                .body("id", equalTo(invoice.id().toString()))
                .body("object", equalTo("invoice"))
                .body("number", equalTo(invoice.number()))
                .body("customer_name", equalTo("Übermut GmbH"))
                .body("plan.id", equalTo("standard"))
                .body("plan.included_volume", equalTo(25_000))
                .body("plan.tiers.volume_up_to", contains(equalTo(100_000), nullValue()))
                .body("plan.tiers.price_per_thousand", contains(0.8f, 0.5f))
                .body("total", equalTo(117.63f))
                .body("total_minor_units", equalTo(11_763))
                .body("lines", hasSize(5))
                .body("lines.kind", contains("usage", "usage", "usage", "usage", "correction"))
                .body("lines.period", contains("2025-10", "2025-10", "2025-10", "2025-10", "2025-09"))
                .body(
                        "lines.bucket",
                        contains("parent", "sub_account", "sub_account", "removed_sub_accounts", "sub_account"))
                .body(
                        "lines.account_id",
                        contains(
                                equalTo(account.toString()),
                                equalTo(child.toString()),
                                equalTo(evil.toString()),
                                nullValue(),
                                equalTo(child.toString())))
                .body("lines[1].name", equalTo("Kind, \"das\" Άλφα 株式会社"))
                .body("lines.reception_count", contains(15_000, 105_000, 0, 30_000, 110))
                .body("lines.amount", contains(11.75f, 82.25f, 0.0f, 23.5f, 0.13f))
                .body("lines.amount_minor_units", contains(1_175, 8_225, 0, 2_350, 13));
    }

    @Test
    void as_csv_it_has_a_row_per_line_and_no_formulas() throws IOException {
        byte[] body = get("text/csv")
                .statusCode(200)
                .contentType("text/csv;charset=utf-8")
                .header("Content-Disposition", equalTo("attachment; filename=\"invoice-" + invoice.number() + ".csv\""))
                .extract()
                .asByteArray();
        String text = new String(body, StandardCharsets.UTF_8);
        assertThat(text)
                .startsWith(
                        "invoice,kind,period,bucket,account_id,name,reception_count,amount,amount_minor_units,currency\r\n")
                .endsWith("\r\n");
        List<CSVRecord> records = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(text))
                .getRecords();
        assertThat(records).hasSize(5);
        assertThat(records)
                .extracting(record -> record.get("name"))
                .containsExactly(
                        "", "Kind, \"das\" Άλφα 株式会社", "'=HYPERLINK(\"http://x\")", "", "Kind, \"das\" Άλφα 株式会社");
        assertThat(records)
                .extracting(record -> record.get("amount"))
                .containsExactly("11.75", "82.25", "0.00", "23.50", "0.13");
        assertThat(records.stream()
                        .mapToLong(record -> Long.parseLong(record.get("amount_minor_units")))
                        .sum())
                .isEqualTo(11_763);
        assertThat(records.get(3).get("account_id")).isEmpty();
        assertThat(records.get(1).get("account_id")).isEqualTo(child.toString());
        assertThat(records).allMatch(record -> record.get("invoice").equals(invoice.number()));
    }

    @Test
    void as_pdf_it_says_who_pays_whom_how_much_and_for_what() {
        byte[] body = get("application/pdf")
                .statusCode(200)
                .contentType("application/pdf")
                .header("Content-Disposition", equalTo("attachment; filename=\"invoice-" + invoice.number() + ".pdf\""))
                .extract()
                .asByteArray();
        PdfText text = PdfText.of(body);
        text.requireAll(
                "Mail Provider Ltd",
                "1 Post Street",
                "Letterton",
                "Tax number 12-345",
                "Invoice " + invoice.number(),
                "Übermut GmbH",
                account.toString(),
                "2025-10-01 to 2025-10-31",
                "2025-12-01",
                "Standard",
                "Base fee, 25,000 messages included",
                "25.00 USD",
                "Messages beyond the included ones 125,000 92.50 USD",
                "1 to 100,000: 0.80 USD per 1,000 100,000",
                "from 100,001: 0.50 USD per 1,000 25,000",
                "Correction of 2025-09, counted after its invoice 110 0.13 USD",
                "Total 117.63 USD",
                "Own account",
                "15,000 11.75 USD",
                "Kind, \"das\" Άλφα",
                child.toString(),
                "105,000 82.25 USD",
                "Removed sub accounts",
                "30,000 23.50 USD",
                "Page 1 of");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*| application/json",
                "text/*| text/csv",
                "application/*| application/json",
                "text/html, application/pdf;q=0.5, text/csv;q=0.4| application/pdf",
                "application/json;q=0, application/pdf| application/pdf",
                "text/csv;q=0.2, application/json| application/json",
            })
    void what_the_client_prefers_is_what_it_gets(String accept, String expected) {
        get(accept).statusCode(200).header("Content-Type", containsString(expected));
    }

    @Test
    void without_a_wish_it_is_json() {
        given().header("Authorization", "Bearer " + key())
                .header("Accept", "")
                .get(path(account, invoice.id()))
                .then()
                .statusCode(200)
                .contentType("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml, image/*", "application/json;q=0", "nonsense"})
    void other_forms_are_not_offered(String accept) {
        get(accept)
                .statusCode(406)
                .contentType("application/json")
                .body("message", equalTo("Accept must allow application/json, text/csv or application/pdf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/csv", "application/pdf"})
    void another_accounts_invoice_is_not_found(String accept) {
        BillingRows.Invoice others = rows.invoice(Ids.next(), 1, OCTOBER, 1, 0);
        for (UUID id : List.of(others.id(), Ids.next())) {
            given().header("Authorization", "Bearer " + key())
                    .header("Accept", accept)
                    .get(path(account, id))
                    .then()
                    .statusCode(404)
                    .contentType("application/json")
                    .body("message", equalTo("invoice not found"));
        }
    }

    @Test
    void a_child_finds_no_invoice_not_even_the_one_that_names_it() {
        given().header("Authorization", "Bearer " + TestKeys.ofChild(child, account))
                .get(path(child, invoice.id()))
                .then()
                .statusCode(404);
    }

    @Test
    void ids_are_uuids() {
        given().header("Authorization", "Bearer " + key())
                .get("/v2/accounts/" + account + "/invoices/7")
                .then()
                .statusCode(400)
                .body("message", equalTo("invoice_id must be a UUID"));
    }

    @Test
    void it_is_for_keys_of_the_account_with_the_scope() {
        given().get(path(account, invoice.id())).then().statusCode(401);
        given().header("Authorization", "Bearer " + TestKeys.ofParent(Ids.next(), "*"))
                .get(path(account, invoice.id()))
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + TestKeys.ofParent(account, "sub-accounts:usage"))
                .get(path(account, invoice.id()))
                .then()
                .statusCode(403);
    }

    private String key() {
        return TestKeys.ofParent(account, "accounts:billing");
    }

    private static String path(UUID account, UUID invoice) {
        return "/v2/accounts/" + account + "/invoices/" + invoice;
    }

    private ValidatableResponse get(String accept) {
        return given().header("Authorization", "Bearer " + key())
                .header("Accept", accept)
                .get(path(account, invoice.id()))
                .then();
    }
}

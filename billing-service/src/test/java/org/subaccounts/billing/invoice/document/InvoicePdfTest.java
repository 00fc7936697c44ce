package org.subaccounts.billing.invoice.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.account.Issuer;
import org.subaccounts.billing.invoice.PdfText;
import org.subaccounts.billing.invoice.read.InvoiceLine;
import org.subaccounts.billing.invoice.read.InvoiceLine.Bucket;
import org.subaccounts.billing.invoice.read.InvoiceLine.Kind;
import org.subaccounts.billing.invoice.read.IssuedInvoice;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.platform.http.Ids;

class InvoicePdfTest {
    private static final BillingPeriod OCTOBER = new BillingPeriod(LocalDate.of(2025, 10, 1));
    private static final int LARGEST_FAMILY = 10_000;
    private static final String LARGEST_HEAP = "-Xmx60m";
    private static final long PATIENCE_SECONDS = 120;

    private record Present(Optional<String> issuerName, Optional<List<String>> issuerAddress, Optional<String> footer)
            implements IssuerSettings {
        static Present none() {
            return new Present(Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    @Test
    void a_long_allocation_has_its_header_and_number_on_every_page() {
        PdfText text = PdfText.of(new InvoicePdf(Present.none()).of(invoice(), lines(400)));
        int pages = text.pages().size();
        assertThat(pages).isGreaterThan(5);
        for (int page = 1; page <= pages; page++) {
            text.requireOnPage(page, "Page " + page + " of", "Account id");
        }
        for (int page = 2; page <= pages; page++) {
            text.requireOnPage(page, "Invoice 0PM9FDN79M707-0001 · Customer · 2025-10");
        }
        for (int i = 0; i < 400; i++) {
            text.requireAll("child " + i + " ");
        }
    }

    @Test
    void who_issued_it_stays_on_it_when_somebody_else_issues_invoices() {
        IssuerSettings present =
                new Present(Optional.of("New Ltd"), Optional.of(List.of("9 New Road")), Optional.of("VAT 9"));
        Issuer then = new Issuer("Old Ltd", List.of("1 Old Road"), "VAT 1");
        PdfText text = PdfText.of(new InvoicePdf(present).of(invoice(then), List.of()));
        text.requireAll("Old Ltd", "1 Old Road", "VAT 1");
        assertThat(String.join("", text.pages())).doesNotContain("NewLtd", "VAT9");
        PdfText.of(new InvoicePdf(present).of(invoice(), List.of())).requireAll("New Ltd", "9 New Road", "VAT 9");
    }

    @Test
    void a_name_that_no_font_has_breaks_nothing() {
        String odd = "日本 \u0000\n😀 \uD800 مرحبا שלום Ελλάδα";
        InvoiceLine line = new InvoiceLine(Kind.USAGE, OCTOBER, Bucket.SUB_ACCOUNT, Ids.next(), odd, 1, usd(4_321));
        PdfText text = PdfText.of(new InvoicePdf(Present.none()).of(invoice(), List.of(line)));
        text.requireAll("Ελλάδα", "43.21 USD");
    }

    @Test
    void an_invoice_without_tiers_lines_or_issuer_is_a_document_too() {
        IssuedInvoice invoice = invoice();
        PdfText text = PdfText.of(new InvoicePdf(Present.none()).of(invoice, List.of()));
        text.requireAll("Invoice 0PM9FDN79M707-0001", "Total 25.00 USD", "Page 1 of");
    }

    /** In a JVM of its own, which ends when its heap is full. */
    @Test
    void ten_thousand_lines_need_little_memory() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        LARGEST_HEAP,
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        InvoicePdfTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("made " + LARGEST_FAMILY + " lines").doesNotContain("Exception", "Error");
        assertThat(process.exitValue()).isZero();
    }

    /** Makes the largest invoice. */
    public static void main(String[] arguments) {
        byte[] pdf = new InvoicePdf(Present.none()).of(invoice(), lines(LARGEST_FAMILY));
        System.out.println("made " + LARGEST_FAMILY + " lines, " + pdf.length + " bytes");
    }

    private static List<InvoiceLine> lines(int count) {
        List<InvoiceLine> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(new InvoiceLine(
                    Kind.USAGE, OCTOBER, Bucket.SUB_ACCOUNT, Ids.next(), "child " + i + " ", i, usd(i)));
        }
        return lines;
    }

    private static IssuedInvoice invoice() {
        return invoice(null);
    }

    private static IssuedInvoice invoice(@Nullable Issuer issuer) {
        return new IssuedInvoice(
                Ids.next(),
                UUID.fromString("0190a000-0000-7000-8000-000000000001"),
                "0PM9FDN79M707-0001",
                OCTOBER,
                "Customer",
                new IssuedInvoice.Plan("p", "Plan", 10, List.of(new IssuedInvoice.Tier(null, new BigDecimal("0.10")))),
                usd(2_500),
                usd(0),
                usd(0),
                usd(2_500),
                10,
                0,
                issuer,
                Instant.parse("2025-11-01T06:00:00Z"));
    }

    private static Money usd(long minorUnits) {
        return new Money(minorUnits, Money.currency("usd"));
    }
}

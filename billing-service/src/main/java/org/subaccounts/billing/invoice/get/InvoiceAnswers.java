package org.subaccounts.billing.invoice.get;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.subaccounts.billing.invoice.document.DocumentAnswer;
import org.subaccounts.billing.invoice.document.DocumentFormat;
import org.subaccounts.billing.invoice.document.InvoiceCsv;
import org.subaccounts.billing.invoice.document.InvoicePdf;
import org.subaccounts.billing.invoice.document.Renderings;
import org.subaccounts.billing.invoice.read.InvoiceLine;
import org.subaccounts.billing.invoice.read.InvoiceView;
import org.subaccounts.billing.invoice.read.IssuedInvoice;
import org.subaccounts.billing.invoice.read.IssuedInvoices;

/**
 * Answers with an invoice in any form. JSON of a few lines is answered at once; files, and JSON of many lines, are made one
 * after the other, and their lines are read when their turn comes.
 */
@Singleton
class InvoiceAnswers {
    /** Some 100 KB of JSON. */
    static final int MAX_LINES_AT_ONCE = 500;

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

    private final IssuedInvoices invoices;
    private final InvoicePdf pdf;
    private final Renderings renderings;
    private final ObjectMapper json;

    InvoiceAnswers(IssuedInvoices invoices, InvoicePdf pdf, Renderings renderings, ObjectMapper json) {
        this.invoices = invoices;
        this.pdf = pdf;
        this.renderings = renderings;
        this.json = json;
    }

    /** Fails with {@link org.subaccounts.billing.invoice.read.InvoiceNotFound}, and when too many are being made. */
    Uni<Response> answer(DocumentFormat format, UUID accountId, UUID invoiceId) {
        return invoices.get(accountId, invoiceId).chain(invoice -> switch (format) {
            case JSON -> json(invoice);
            case CSV, PDF ->
                renderings.make(
                        () -> DocumentAnswer.file(format, "invoice-" + invoice.number(), content(format, invoice)));
        });
    }

    private Uni<Response> json(IssuedInvoice invoice) {
        return invoices.firstLines(invoice, MAX_LINES_AT_ONCE + 1)
                .chain(lines -> lines.size() <= MAX_LINES_AT_ONCE
                        ? Uni.createFrom().item(DocumentAnswer.json(InvoiceView.withLines(invoice, lines)))
                        : renderings.make(() -> DocumentAnswer.json(written(invoice))));
    }

    /** As text, so that only it is left when the next one's turn comes. */
    private String written(IssuedInvoice invoice) throws JsonProcessingException {
        return json.writeValueAsString(InvoiceView.withLines(invoice, lines(invoice)));
    }

    private byte[] content(DocumentFormat format, IssuedInvoice invoice) {
        return format == DocumentFormat.PDF ? pdf.of(invoice, lines(invoice)) : InvoiceCsv.of(invoice, lines(invoice));
    }

    private List<InvoiceLine> lines(IssuedInvoice invoice) {
        return invoices.lines(invoice).await().atMost(READ_TIMEOUT);
    }
}

package org.subaccounts.billing.invoice.document;

import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.List;
import org.subaccounts.billing.invoice.read.InvoiceLine;
import org.subaccounts.billing.invoice.read.IssuedInvoice;

/** A statement for one sub account: its lines of the invoice, and its volume by day. */
@Singleton
public class StatementPdf {
    private static final float[] LINE_WIDTHS = {5, 2, 2, 3};
    private static final float[] DAY_WIDTHS = {3, 2, 2, 3, 2};

    private final IssuerSettings settings;

    StatementPdf(IssuerSettings settings) {
        this.settings = settings;
    }

    public byte[] of(ChildStatement statement) {
        IssuedInvoice invoice = statement.invoice();
        String month = invoice.period().name();
        PdfDocument document = new PdfDocument(
                "Statement " + month,
                invoice.issuerOr(settings::issuer),
                "Statement " + month + " · " + statement.name());
        document.facts(List.of(
                List.of("Account", statement.name()),
                List.of("Account id", statement.childId().toString()),
                List.of("Billed to", invoice.customerName()),
                List.of("Invoice number", invoice.number()),
                List.of(
                        "Issue date",
                        invoice.issuedAt()
                                .atOffset(ZoneOffset.UTC)
                                .toLocalDate()
                                .toString())));
        document.table(LINE_WIDTHS, 2, List.of("Charge", "Month", "Messages", "Amount"), rows -> {
            for (InvoiceLine line : statement.lines()) {
                rows.row(
                        charge(line),
                        line.period().name(),
                        Amounts.count(line.receptionCount()),
                        Amounts.of(line.amount()));
            }
            rows.strong("Total", "", Amounts.count(statement.receptionCount()), Amounts.of(statement.total()));
        });
        document.note(
                "A share by volume of the one invoice of the whole family, no price that an account would pay alone.");
        document.heading("Messages by day (UTC) of " + month);
        document.table(
                DAY_WIDTHS,
                1,
                List.of("Day", "Messages", "", "Day", "Messages"),
                rows -> daysSideBySide(rows, statement.days()));
        return document.bytes();
    }

    /** The first half of the days at the left, so that a month stays on the page. */
    private static void daysSideBySide(PdfDocument.Rows rows, List<ChildStatement.DayVolume> days) {
        int half = Math.ceilDiv(days.size(), 2);
        for (int i = 0; i < half; i++) {
            boolean paired = half + i < days.size();
            rows.row(
                    days.get(i).day().toString(),
                    Amounts.count(days.get(i).receptionCount()),
                    "",
                    paired ? days.get(half + i).day().toString() : "",
                    paired ? Amounts.count(days.get(half + i).receptionCount()) : "");
        }
    }

    private static String charge(InvoiceLine line) {
        return switch (line.kind()) {
            case USAGE -> "Share of the month's cost";
            case CORRECTION -> "Correction, counted after that month's invoice";
        };
    }
}

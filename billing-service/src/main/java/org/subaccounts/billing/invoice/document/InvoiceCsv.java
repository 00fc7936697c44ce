package org.subaccounts.billing.invoice.document;

import java.util.List;
import java.util.UUID;
import org.subaccounts.billing.invoice.read.InvoiceLine;
import org.subaccounts.billing.invoice.read.IssuedInvoice;

/** An invoice as a table: one row per line, whose amounts sum to the total. */
public final class InvoiceCsv {
    private InvoiceCsv() {}

    /** The lines in the order of the invoice. */
    public static byte[] of(IssuedInvoice invoice, List<InvoiceLine> lines) {
        CsvTable table = new CsvTable(
                "invoice",
                "kind",
                "period",
                "bucket",
                "account_id",
                "name",
                "reception_count",
                "amount",
                "amount_minor_units",
                "currency");
        for (InvoiceLine line : lines) {
            UUID account = line.accountId();
            table.row(
                    invoice.number(),
                    line.kind().shown(),
                    line.period().name(),
                    line.bucket().shown(),
                    account == null ? "" : account.toString(),
                    line.name(),
                    line.receptionCount(),
                    line.amount().amount(),
                    line.amount().minorUnits(),
                    invoice.currency());
        }
        return table.bytes();
    }
}

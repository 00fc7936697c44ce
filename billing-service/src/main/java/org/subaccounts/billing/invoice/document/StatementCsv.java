package org.subaccounts.billing.invoice.document;

import org.subaccounts.billing.invoice.read.InvoiceLine;

/** A statement as a table: first the invoice's lines of the child, then its days, which have no amount. */
public final class StatementCsv {
    private static final String DAY = "day";

    private StatementCsv() {}

    public static byte[] of(ChildStatement statement) {
        CsvTable table = new CsvTable(
                "invoice",
                "account_id",
                "name",
                "kind",
                "period",
                DAY,
                "reception_count",
                "amount",
                "amount_minor_units",
                "currency");
        String number = statement.invoice().number();
        String child = statement.childId().toString();
        for (InvoiceLine line : statement.lines()) {
            table.row(
                    number,
                    child,
                    statement.name(),
                    line.kind().shown(),
                    line.period().name(),
                    "",
                    line.receptionCount(),
                    line.amount().amount(),
                    line.amount().minorUnits(),
                    statement.invoice().currency());
        }
        for (ChildStatement.DayVolume day : statement.days()) {
            table.row(
                    number,
                    child,
                    statement.name(),
                    DAY,
                    statement.invoice().period().name(),
                    day.day().toString(),
                    day.receptionCount(),
                    "",
                    "",
                    "");
        }
        return table.bytes();
    }
}

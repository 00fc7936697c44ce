package org.subaccounts.billing.invoice.document;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.subaccounts.billing.invoice.read.InvoiceLine;
import org.subaccounts.billing.invoice.read.IssuedInvoice;
import org.subaccounts.billing.money.Money;

/** What one child used and cost on its parent's invoice, and its volume on each day of the period, without days of none. */
public record ChildStatement(IssuedInvoice invoice, UUID childId, List<InvoiceLine> lines, List<DayVolume> days) {
    public ChildStatement {
        lines = List.copyOf(lines);
        days = List.copyOf(days);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a child without a line is not on the invoice");
        }
    }

    /** Accepted, billable recipients of a day (UTC). */
    public record DayVolume(LocalDate day, long receptionCount) {}

    /** The child's name when the invoice was issued. */
    public String name() {
        return lines.getFirst().name();
    }

    /** Everything of this child on the invoice, corrections too. */
    public Money total() {
        return invoice.total()
                .of(lines.stream().mapToLong(line -> line.amount().minorUnits()).reduce(0, Math::addExact));
    }

    /** Messages of all its lines. */
    public long receptionCount() {
        return lines.stream().mapToLong(InvoiceLine::receptionCount).reduce(0, Math::addExact);
    }
}

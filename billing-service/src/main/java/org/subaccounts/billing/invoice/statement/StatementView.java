package org.subaccounts.billing.invoice.statement;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.subaccounts.billing.invoice.document.ChildStatement;
import org.subaccounts.billing.invoice.read.IssuedInvoice;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.PeriodSpan;

/** A statement as it is shown: amounts in whole currency units with the currency's decimals, and in minor units. */
@Schema(name = "InvoiceStatement")
public record StatementView(
        @Schema(enumeration = "invoice_statement") String object,

        UUID invoiceId,
        String invoiceNumber,

        @Schema(description = "The account that the invoice is for.")
        UUID accountId,

        UUID subAccountId,

        @Schema(description = "Name of the sub account when the invoice was issued.")
        String name,

        PeriodSpan billingPeriod,

        @Schema(description = "The month (UTC) that is billed: `2026-10`.")
        String period,

        @Schema(description = "ISO 4217 code, in lower case.")
        String currency,

        @Schema(description = "Decimals of the currency: 100 minor units are 1.00 when it is 2.", minimum = "0")
        int currencyMinorUnitDigits,

        @Schema(description = "Messages of all lines.", minimum = "0")
        long receptionCount,

        @Schema(description = "Amounts of all lines.") BigDecimal total,

        long totalMinorUnits,
        Instant issuedAt,
        List<Line> lines,

        @Schema(
                description =
                        "Its volume on each day (UTC) of the month, oldest first, without days of none. Counted as of"
                                + " now: what arrived after the invoice was issued is in it.")
        List<Day> days) {

    @Schema(name = "InvoiceStatementLine")
    public record Line(
            @Schema(
                    enumeration = {"usage", "correction"},
                    description =
                            "`usage` of the invoice's period, or `correction`: what arrived late for an earlier one.")
            String kind,

            @Schema(description = "The month (UTC) that it belongs to: `2026-10`.")
            String period,

            @Schema(minimum = "0") long receptionCount,
            BigDecimal amount,
            long amountMinorUnits) {}

    @Schema(name = "InvoiceStatementDay")
    public record Day(LocalDate day, @Schema(minimum = "0") long receptionCount) {}

    static StatementView of(ChildStatement statement) {
        IssuedInvoice invoice = statement.invoice();
        Money total = statement.total();
        return new StatementView(
                "invoice_statement",
                invoice.id(),
                invoice.number(),
                invoice.accountId(),
                statement.childId(),
                statement.name(),
                PeriodSpan.of(invoice.period()),
                invoice.period().name(),
                invoice.currency(),
                invoice.minorUnitDigits(),
                statement.receptionCount(),
                total.amount(),
                total.minorUnits(),
                invoice.issuedAt(),
                statement.lines().stream()
                        .map(line -> new Line(
                                line.kind().shown(),
                                line.period().name(),
                                line.receptionCount(),
                                line.amount().amount(),
                                line.amount().minorUnits()))
                        .toList(),
                statement.days().stream()
                        .map(day -> new Day(day.day(), day.receptionCount()))
                        .toList());
    }
}

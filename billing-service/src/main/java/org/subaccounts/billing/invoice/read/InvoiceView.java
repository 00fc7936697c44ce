package org.subaccounts.billing.invoice.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.PeriodSpan;

/** An invoice as it is shown: amounts in whole currency units with the currency's decimals, and beside it in minor units. */
@Schema(name = "Invoice")
public record InvoiceView(
        UUID id,

        @Schema(enumeration = "invoice") String object,

        @Schema(description = "What the customer knows it by; counts up per account.")
        String number,

        UUID accountId,

        @Schema(description = "Name of the account when the invoice was issued.")
        String customerName,

        PeriodSpan billingPeriod,

        @Schema(description = "The month (UTC) that is billed: `2026-10`.")
        String period,

        @Schema(description = "ISO 4217 code, in lower case.")
        String currency,

        @Schema(description = "Decimals of the currency: 100 minor units are 1.00 when it is 2.", minimum = "0")
        int currencyMinorUnitDigits,

        Plan plan,
        BigDecimal baseFee,
        long baseFeeMinorUnits,

        @Schema(description = "Cost of the messages beyond those that the base fee includes.")
        BigDecimal overage,

        long overageMinorUnits,

        @Schema(description = "Cost of what arrived late for earlier periods, after they were closed.")
        BigDecimal correction,

        long correctionMinorUnits,

        @Schema(description = "Base fee, overage and correction together.")
        BigDecimal total,

        long totalMinorUnits,

        @Schema(description = "Recipients accepted for delivery in the period, of the whole family.", minimum = "0")
        long receptionCount,

        @Schema(description = "Those of earlier periods that this invoice corrects.", minimum = "0")
        long correctedReceptionCount,

        Instant issuedAt,

        @Schema(description = "How the total falls on the accounts; of a single invoice only.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable List<LineView> lines) {

    /** {@code tiers}: prices of the messages beyond the included ones, each message by its own tier. */
    @Schema(name = "InvoicePlan")
    public record Plan(
            String id,
            String name,

            @Schema(description = "Messages that the base fee includes.", minimum = "0")
            long includedVolume,

            List<Tier> tiers) {}

    @Schema(name = "InvoiceTier")
    public record Tier(
            @Schema(description = "The last message, beyond the included ones, of this price; null: no end.") @Nullable Long volumeUpTo,

            @Schema(description = "In whole units of the currency.")
            BigDecimal pricePerThousand) {}

    /** Of one bucket; the amounts of all lines sum to the total exactly. */
    @Schema(name = "InvoiceLine")
    public record LineView(
            @Schema(
                    enumeration = {"usage", "correction"},
                    description =
                            "`usage` of the invoice's period, or `correction`: what arrived late for an earlier one.")
            String kind,

            @Schema(description = "The month (UTC) that it belongs to: `2026-10`.")
            String period,

            @Schema(
                    enumeration = {"parent", "sub_account", "removed_sub_accounts"},
                    description = "Whose share it is.")
            String bucket,

            @Schema(description = "Null for the removed sub accounts, which are not named.") @Nullable UUID accountId,

            @Schema(description = "Name of the account when the invoice was issued.")
            String name,

            @Schema(minimum = "0") long receptionCount,
            BigDecimal amount,
            long amountMinorUnits) {
        static LineView of(InvoiceLine line) {
            return new LineView(
                    line.kind().shown(),
                    line.period().name(),
                    line.bucket().shown(),
                    line.accountId(),
                    line.name(),
                    line.receptionCount(),
                    line.amount().amount(),
                    line.amount().minorUnits());
        }
    }

    /** Without lines, as lists have it. */
    public static InvoiceView of(IssuedInvoice invoice) {
        return of(invoice, null);
    }

    public static InvoiceView withLines(IssuedInvoice invoice, List<InvoiceLine> lines) {
        return of(invoice, lines.stream().map(LineView::of).toList());
    }

    private static InvoiceView of(IssuedInvoice invoice, @Nullable List<LineView> lines) {
        return new InvoiceView(
                invoice.id(),
                "invoice",
                invoice.number(),
                invoice.accountId(),
                invoice.customerName(),
                PeriodSpan.of(invoice.period()),
                invoice.period().name(),
                invoice.currency(),
                invoice.minorUnitDigits(),
                plan(invoice.plan()),
                invoice.baseFee().amount(),
                invoice.baseFee().minorUnits(),
                invoice.overage().amount(),
                invoice.overage().minorUnits(),
                invoice.correction().amount(),
                invoice.correction().minorUnits(),
                invoice.total().amount(),
                invoice.total().minorUnits(),
                invoice.receptionCount(),
                invoice.correctedCount(),
                invoice.issuedAt(),
                lines);
    }

    private static Plan plan(IssuedInvoice.Plan plan) {
        return new Plan(
                plan.id(),
                plan.name(),
                plan.includedVolume(),
                plan.tiers().stream()
                        .map(tier -> new Tier(tier.volumeUpTo(), tier.pricePerThousand()))
                        .toList());
    }
}

package org.subaccounts.billing.usage.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.PeriodSpan;

/**
 * Usage of a parent's family in a period and how the parent's one invoice falls on it. Amounts are in whole currency
 * units with the currency's decimals, and beside it in minor units; those of the buckets sum to the total's exactly.
 */
@Schema(name = "SubAccountUsage")
public record UsageReport(
        PeriodSpan billingPeriod,

        @Schema(description = "ISO 4217 code of the invoice, in lower case.")
        String currency,

        @Schema(description = "Decimals of the currency: 100 minor units are 1.00 when it is 2.", minimum = "0")
        int currencyMinorUnitDigits,

        @Schema(
                enumeration = {"open", "closing", "closed"},
                description =
                        "`open` while it lasts, `closing` from its end until its invoice is issued, `closed` from then on:"
                                + " the figures are those of the invoice and never change.")
        String periodStatus,

        @Schema(description = "The invoice of the period once it is closed.") @Nullable UUID invoiceId,

        @Schema(
                description =
                        "What was counted for the period after it was closed. It is not part of these figures; a later"
                                + " invoice bills it as a correction.",
                minimum = "0")
        long lateReceptionCount,

        @Schema(enumeration = "proportional", description = "Each bucket's share is that of its volume.")
        String allocationMethod,

        @Schema(description = "What an allocated cost is, and what it is not.")
        String allocationNote,

        Parent parent,

        @Schema(description = "Every child that exists, newest first, those without volume too.")
        List<SubAccount> subAccounts,

        @Schema(description = "All children together that were deleted and used something in the period.")
        Aggregate removedSubAccounts,

        @Schema(description = "The whole family: what is invoiced.")
        Aggregate total) {

    private static final String VOLUME = "Recipients accepted for delivery in the period.";
    private static final String COST = "The share of the invoice, in whole units of the currency.";
    private static final String MINOR = "The same in minor units of the currency.";
    private static final String NOT_GIVEN = "Never given here.";

    @Schema(
            name = "ParentUsage",
            properties = @SchemaProperty(name = "name", type = SchemaType.STRING, description = NOT_GIVEN))
    public record Parent(
            UUID accountId,
            @Schema(description = VOLUME, minimum = "0") long receptionCount,
            @Schema(description = COST, minimum = "0") BigDecimal allocatedCost,
            @Schema(description = MINOR, minimum = "0") long allocatedCostMinorUnits) {
        static Parent of(UUID accountId, long receptionCount, Money cost) {
            return new Parent(accountId, receptionCount, cost.amount(), cost.minorUnits());
        }
    }

    @Schema(name = "ChildUsage")
    public record SubAccount(
            UUID accountId,
            String name,
            @Schema(description = VOLUME, minimum = "0") long receptionCount,
            @Schema(description = COST, minimum = "0") BigDecimal allocatedCost,
            @Schema(description = MINOR, minimum = "0") long allocatedCostMinorUnits) {
        static SubAccount of(UUID accountId, String name, long receptionCount, Money cost) {
            return new SubAccount(accountId, name, receptionCount, cost.amount(), cost.minorUnits());
        }
    }

    /** Of accounts that are not named. */
    @Schema(
            name = "AggregateUsage",
            properties = {
                @SchemaProperty(
                        name = "account_id",
                        type = SchemaType.STRING,
                        format = "uuid",
                        description = NOT_GIVEN),
                @SchemaProperty(name = "name", type = SchemaType.STRING, description = NOT_GIVEN)
            })
    public record Aggregate(
            @Schema(description = VOLUME, minimum = "0") long receptionCount,
            @Schema(description = COST, minimum = "0") BigDecimal allocatedCost,
            @Schema(description = MINOR, minimum = "0") long allocatedCostMinorUnits) {
        static Aggregate of(long receptionCount, Money cost) {
            return new Aggregate(receptionCount, cost.amount(), cost.minorUnits());
        }
    }
}

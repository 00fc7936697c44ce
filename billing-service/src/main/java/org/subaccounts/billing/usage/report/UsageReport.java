package org.subaccounts.billing.usage.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

/**
 * Usage of a parent's family in a period and how the parent's one invoice falls on it. Amounts are in whole currency
 * units with the currency's decimals; those of the buckets sum to the total's exactly.
 */
@Schema(name = "SubAccountUsage")
public record UsageReport(
        Period billingPeriod,

        @Schema(description = "ISO 4217 code of the invoice, in lower case.")
        String currency,

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
    private static final String NOT_GIVEN = "Never given here.";

    /** {@code end} is the first moment that belongs to the next period. */
    @Schema(name = "UsagePeriod")
    public record Period(
            @Schema(description = "The first moment of the period.")
            Instant start,

            @Schema(description = "The first moment of the next one.")
            Instant end) {}

    @Schema(
            name = "ParentUsage",
            properties = @SchemaProperty(name = "name", type = SchemaType.STRING, description = NOT_GIVEN))
    public record Parent(
            UUID accountId,
            @Schema(description = VOLUME, minimum = "0") long receptionCount,
            @Schema(description = COST, minimum = "0") BigDecimal allocatedCost) {}

    @Schema(name = "ChildUsage")
    public record SubAccount(
            UUID accountId,
            String name,
            @Schema(description = VOLUME, minimum = "0") long receptionCount,
            @Schema(description = COST, minimum = "0") BigDecimal allocatedCost) {}

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
            @Schema(description = COST, minimum = "0") BigDecimal allocatedCost) {}
}

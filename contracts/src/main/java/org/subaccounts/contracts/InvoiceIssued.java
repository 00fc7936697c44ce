package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A parent's invoice of a period, which never changes. An invoice of many lines comes in several parts, each with the same
 * head and at most 1,000 lines; {@code part} counts from 1 to {@code parts}. The amounts of all lines sum to the total
 * exactly. Amounts are in minor units of the currency (ISO 4217, lower case). {@code period}: the month in UTC, {@code 2026-10}.
 */
@ContractEventType(name = "InvoiceIssued", version = 1)
public record InvoiceIssued(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("invoice_id") UUID invoiceId,
        String number,
        String period,
        String currency,
        @JsonProperty("reception_count") long receptionCount,
        @JsonProperty("total_minor_units") long totalMinorUnits,
        int part,
        int parts,
        List<Line> lines,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {

    public InvoiceIssued {
        lines = List.copyOf(lines);
    }

    /**
     * One bucket's share. {@code kind}: {@code usage} of the invoice's period, or {@code correction}: what arrived late for
     * an earlier one. {@code bucket}: {@code parent}, {@code sub_account}, or {@code removed_sub_accounts}, which has no
     * account id.
     */
    public record Line(
            String kind,
            String period,
            String bucket,
            @JsonProperty("account_id") @Nullable UUID accountId,
            @JsonProperty("reception_count") long receptionCount,
            @JsonProperty("amount_minor_units") long amountMinorUnits) {}
}

package org.subaccounts.billing.invoice;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One bucket's share of an invoice: its volume of {@code period} ({@code 2026-10}), and the amount in minor units. Removed
 * sub accounts have neither an account id nor a name.
 */
public record InvoiceLine(
        Kind kind,
        String period,
        Bucket bucket,
        @Nullable UUID accountId,
        String name,
        long receptionCount,
        long amountMinorUnits) {

    /** {@code CORRECTION}: of an earlier period, for what arrived after that was closed. */
    public enum Kind {
        USAGE,
        CORRECTION;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whose share it is. */
    public enum Bucket {
        PARENT,
        SUB_ACCOUNT,
        REMOVED_SUB_ACCOUNTS;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

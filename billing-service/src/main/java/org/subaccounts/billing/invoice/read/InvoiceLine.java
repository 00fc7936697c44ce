package org.subaccounts.billing.invoice.read;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;

/** One bucket's share of an invoice. Without account id: the removed children together. */
public record InvoiceLine(
        Kind kind,
        BillingPeriod period,
        Bucket bucket,
        @Nullable UUID accountId,
        String name,
        long receptionCount,
        Money amount) {

    /** Of the invoice's own period, or of an earlier one for which something arrived late. */
    public enum Kind {
        USAGE("usage"),
        CORRECTION("correction");

        private final String shown;

        Kind(String shown) {
            this.shown = shown;
        }

        public String shown() {
            return shown;
        }

        static Kind of(String stored) {
            for (Kind kind : values()) {
                if (kind.shown.equals(stored)) {
                    return kind;
                }
            }
            throw new IllegalStateException("a line of an invoice is of no known kind: " + stored);
        }
    }

    /** Whose share it is. */
    public enum Bucket {
        PARENT("parent"),
        SUB_ACCOUNT("sub_account"),
        REMOVED_SUB_ACCOUNTS("removed_sub_accounts");

        private final String shown;

        Bucket(String shown) {
            this.shown = shown;
        }

        public String shown() {
            return shown;
        }

        static Bucket of(String stored) {
            for (Bucket bucket : values()) {
                if (bucket.shown.equals(stored)) {
                    return bucket;
                }
            }
            throw new IllegalStateException("a line of an invoice is of no known bucket: " + stored);
        }
    }
}

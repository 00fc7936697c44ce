package org.subaccounts.billing.threshold;

import java.util.UUID;
import org.subaccounts.billing.period.BillingPeriod;

/** The limit of one account or family in one period; the shares of it are reported one by one. */
public record ThresholdId(UUID accountId, Scope scope, BillingPeriod period) {
    /** Whose usage is compared with which limit. */
    public enum Scope {
        /** A child's, with its monthly credit. */
        ACCOUNT("account"),
        /** A parent's and all its children's, with what the plan includes. */
        FAMILY("family");

        private final String code;

        Scope(String code) {
            this.code = code;
        }

        /** In tables and events. */
        public String code() {
            return code;
        }

        /** Fails for a code that is none. */
        public static Scope of(String code) {
            return switch (code) {
                case "account" -> ACCOUNT;
                case "family" -> FAMILY;
                default -> throw new IllegalArgumentException("not a scope: " + code);
            };
        }
    }

    /** The value of the event tag. */
    @Override
    public String toString() {
        return accountId + "/" + scope.code() + "/" + period.name();
    }
}

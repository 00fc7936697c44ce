package org.subaccounts.billing.period;

/** Why a period is not closed. Nobody asks for it over HTTP: the message is for the log. */
public abstract sealed class BillingPeriodRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private BillingPeriodRefusal(String message) {
        super(message, null, false, false);
    }

    /** Periods are closed one after the other. */
    public static final class NotNext extends BillingPeriodRefusal {
        private static final long serialVersionUID = 1L;

        public NotNext(BillingPeriod period, BillingPeriod next) {
            super("period " + period.name() + " cannot be closed: the next one is " + next.name());
        }
    }

    /** Only what was closed can be corrected. */
    public static final class NotClosed extends BillingPeriodRefusal {
        private static final long serialVersionUID = 1L;

        public NotClosed(BillingPeriod period) {
            super("period " + period.name() + " cannot be corrected: it is not closed");
        }
    }

    /** An account is billed in one currency. */
    public static final class OtherCurrency extends BillingPeriodRefusal {
        private static final long serialVersionUID = 1L;

        public OtherCurrency(BillingPeriod period, String currency, String before) {
            super("period " + period.name() + " cannot be closed in " + currency + ": the account is billed in "
                    + before + "; assign it a plan in " + before + " from " + period.firstDay() + " on");
        }
    }

    /** Between reading the plan and closing, an assignment of the account or a version of the plan was decided. */
    public static final class PlanChanged extends BillingPeriodRefusal {
        private static final long serialVersionUID = 1L;

        public PlanChanged(BillingPeriod period) {
            super("period " + period.name()
                    + " cannot be closed with the plan that was read: it was changed since; read it" + " again");
        }
    }
}

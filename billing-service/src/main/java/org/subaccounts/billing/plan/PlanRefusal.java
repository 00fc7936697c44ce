package org.subaccounts.billing.plan;

import java.time.LocalDate;

/** Why a command on a plan, or on the plan of an account, is refused; the message is for the caller. */
public abstract sealed class PlanRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private PlanRefusal(String message) {
        super(message, null, false, false);
    }

    /** No plan of that id was made. */
    public static final class NotFound extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super("plan not found");
        }
    }

    /** Billing knows no such account, or it is a sub account: its parent has the plan. */
    public static final class AccountNotFound extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public AccountNotFound() {
            super("account not found");
        }
    }

    /** The id is taken, for good. */
    public static final class AlreadyExists extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public AlreadyExists() {
            super("a plan with this id exists already; choose another id, or add a version to it");
        }
    }

    /** A plan keeps the currency in which it was made. */
    public static final class CurrencyOfPlan extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public CurrencyOfPlan(String currency) {
            super("the plan is in " + currency + " for good; make another plan for another currency");
        }
    }

    /** The plan has as many versions as it may have. */
    public static final class TooManyVersions extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public TooManyVersions(int most) {
            super("a plan has at most " + most + " versions; make another plan");
        }
    }

    /** Invoices of the plan are final: a new version cannot reach into their periods. */
    public static final class BilledAlready extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public BilledAlready(String period, LocalDate earliest) {
            super("invoices for " + period + " were issued with this plan; effective_from must be " + earliest
                    + " or later");
        }
    }

    /** Accounts that were opened with a plan of that id would be billed in a second currency. */
    public static final class OpenedAccountsBilledOtherwise extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public OpenedAccountsBilledOtherwise() {
            super("accounts that were opened with a plan of this id are or will be billed in another currency; choose"
                    + " another id or their currency");
        }
    }

    /** The assignment reaches into a period whose invoice is final. */
    public static final class PeriodIsClosed extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public PeriodIsClosed(String period, LocalDate earliest) {
            super("the account's period " + period + " is closed; effective_from must be " + earliest + " or later");
        }
    }

    /** No version of the plan holds on the date of the assignment. */
    public static final class NotPricedYet extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public NotPricedYet(LocalDate pricedFrom) {
            super("the plan has prices from " + pricedFrom + " on; effective_from must be that day or later");
        }
    }

    /** After its first closed period an account keeps its currency. */
    public static final class BilledInAnotherCurrency extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public BilledInAnotherCurrency(String currency) {
            super("the account is billed in " + currency + "; choose a plan in " + currency);
        }
    }

    /** Before its first closed period an account can change its currency, but only for all of its periods. */
    public static final class TwoCurrencies extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public TwoCurrencies(String period, String currency, LocalDate earliest) {
            super("the account's period " + period + " would be billed in " + currency + "; choose a plan in "
                    + currency + ", or give " + earliest + " as effective_from");
        }
    }

    /** The account changed its plan as often as it may. */
    public static final class TooManyAssignments extends PlanRefusal {
        private static final long serialVersionUID = 1L;

        public TooManyAssignments(int most) {
            super("an account is assigned a plan at most " + most + " times");
        }
    }
}

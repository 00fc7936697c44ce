package org.subaccounts.account.subaccount;

/** Why a command on a sub account is refused; the message is for the caller. */
public abstract sealed class SubAccountRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SubAccountRefusal(String message) {
        super(message, null, false, false);
    }

    /** No such child of this parent: never there, deleted, or another's. */
    public static final class NotFound extends SubAccountRefusal {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super("sub account not found");
        }
    }

    /** Suspending what is suspended already. */
    public static final class AlreadySuspended extends SubAccountRefusal {
        private static final long serialVersionUID = 1L;

        public AlreadySuspended() {
            super("sub account is already suspended");
        }
    }

    /** Lifting a suspension that is not there. */
    public static final class NotSuspended extends SubAccountRefusal {
        private static final long serialVersionUID = 1L;

        public NotSuspended() {
            super("sub account is not suspended");
        }
    }

    /** An update that would leave every setting as it is. */
    public static final class NothingToChange extends SubAccountRefusal {
        private static final long serialVersionUID = 1L;

        public NothingToChange() {
            super("at least one of name, website and monthly_credit must be given and differ from its current value");
        }
    }
}

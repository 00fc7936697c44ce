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

    /** A parent lifting what the platform's reputation protection has suspended. */
    public static final class SuspendedByPlatform extends SubAccountRefusal {
        private static final long serialVersionUID = 1L;

        public SuspendedByPlatform() {
            super(
                    "sub account was suspended by the platform's reputation protection; only the platform operator can lift that");
        }
    }

    /** An operator lifting what the parent has suspended. */
    public static final class SuspendedByParent extends SubAccountRefusal {
        private static final long serialVersionUID = 1L;

        public SuspendedByParent() {
            super("sub account was suspended by its parent, who can lift that");
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

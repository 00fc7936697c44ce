package org.subaccounts.account.parent;

/** Why a command on an account is refused; the message is for the caller. */
public abstract sealed class AccountRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private AccountRefusal(String message) {
        super(message, null, false, false);
    }

    /** No such account; for operators also: no such parent account. */
    public static final class NotFound extends AccountRefusal {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super("account not found");
        }
    }

    /** Nothing happens to an account after it was closed. */
    public static final class Closed extends AccountRefusal {
        private static final long serialVersionUID = 1L;

        public Closed() {
            super("account is closed");
        }
    }

    /** Suspending what is suspended already. */
    public static final class AlreadySuspended extends AccountRefusal {
        private static final long serialVersionUID = 1L;

        public AlreadySuspended() {
            super("account is already suspended");
        }
    }

    /** Lifting a suspension that is not there. */
    public static final class NotSuspended extends AccountRefusal {
        private static final long serialVersionUID = 1L;

        public NotSuspended() {
            super("account is not suspended");
        }
    }

    /** A change that would leave everything as it is. */
    public static final class NothingToChange extends AccountRefusal {
        private static final long serialVersionUID = 1L;

        public NothingToChange() {
            super("at least one value must be given and differ from the current one");
        }
    }
}

package org.subaccounts.platform.eventstore;

/** Nothing was committed, for a reason that is not the database's answer: no connection, or arguments that do not fit. */
public final class NotCommittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotCommittedException(String reason, Throwable cause) {
        super(reason + ": " + cause.getMessage(), cause);
    }
}

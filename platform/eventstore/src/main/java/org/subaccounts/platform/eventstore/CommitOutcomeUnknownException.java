package org.subaccounts.platform.eventstore;

/**
 * The connection broke, or no answer came, while a transaction was being committed: it is durable, or nothing of it is.
 * The caller has to look, or to repeat with an idempotency key.
 */
public final class CommitOutcomeUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommitOutcomeUnknownException(Throwable cause) {
        super(
                "connection lost while committing; the transaction is either wholly committed or wholly rolled back",
                cause);
    }
}

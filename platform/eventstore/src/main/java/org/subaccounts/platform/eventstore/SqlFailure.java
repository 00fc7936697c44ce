package org.subaccounts.platform.eventstore;

import io.vertx.pgclient.PgException;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToClaimTokenException;

/** What the failure of a unit of work's SQL means. */
final class SqlFailure {
    static final String CONFLICT = "ES001";
    private static final String CLAIM_LOST = "ES004";
    private static final String SERVER_GOING_AWAY = "57P";

    private SqlFailure() {}

    /** Failure of the commit: the database's own answer stays as it is, without one the outcome is open. */
    static Throwable whileCommitting(Throwable failure) {
        boolean answered = failure instanceof PgException && !state(failure).startsWith(SERVER_GOING_AWAY);
        return answered ? failure : new CommitOutcomeUnknownException(failure);
    }

    static Throwable beforeCommit(Throwable failure) {
        return failure instanceof PgException
                ? lostClaim(failure)
                : new NotCommittedException("a statement was not accepted", failure);
    }

    /** What the database's refusal to store a token means to its processor. */
    static Throwable lostClaim(Throwable failure) {
        return is(failure, CLAIM_LOST) ? new UnableToClaimTokenException(failure.getMessage(), failure) : failure;
    }

    static boolean is(Throwable failure, String sqlState) {
        return sqlState.equals(state(failure));
    }

    /** The SQLSTATE of the database's answer, empty if it is not one. */
    static String state(Throwable failure) {
        return failure instanceof PgException answer && answer.getSqlState() != null ? answer.getSqlState() : "";
    }
}

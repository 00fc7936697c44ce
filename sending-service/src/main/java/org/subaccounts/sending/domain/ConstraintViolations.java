package org.subaccounts.sending.domain;

import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;

/** Recognises which constraint the database refused a change by. */
public final class ConstraintViolations {
    private static final String INTEGRITY_VIOLATIONS = "23";
    private static final int MAX_CAUSES = 10;

    private ConstraintViolations() {}

    public static boolean isOf(Throwable failure, String constraint) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
            if (cause instanceof PgException refused
                    && isIntegrity(refused.getSqlState())
                    && constraint.equals(refused.getConstraint())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIntegrity(@Nullable String sqlState) {
        return sqlState != null && sqlState.startsWith(INTEGRITY_VIOLATIONS);
    }
}

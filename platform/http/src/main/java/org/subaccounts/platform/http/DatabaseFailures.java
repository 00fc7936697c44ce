package org.subaccounts.platform.http;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Which failures of a read say that the database is away or overloaded, so that the same request may work soon. */
final class DatabaseFailures {
    /** SQLSTATE classes: connection, resources, operator intervention (shutdown, statement time-out). */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "53", "57");

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int MAX_CAUSES = 10;

    private DatabaseFailures() {}

    static boolean isPassing(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof PgException answer && answer.getSqlState() != null) {
                String state = answer.getSqlState();
                return state.equals(LOCK_NOT_AVAILABLE) || PASSING_CLASSES.contains(state.substring(0, 2));
            }
            if (cause instanceof ConnectException
                    || cause instanceof SocketException
                    || cause instanceof VertxException
                    || cause instanceof TimeoutException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}

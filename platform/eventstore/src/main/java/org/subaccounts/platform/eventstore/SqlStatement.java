package org.subaccounts.platform.eventstore;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One statement of a unit of work, with the future that its caller holds. */
sealed interface SqlStatement {
    CompletableFuture<RowSet<Row>> result();

    Future<RowSet<Row>> execute(SqlClient client);

    /** Whether what follows is sent only once this was answered. */
    default boolean isAwaited() {
        return false;
    }

    default Future<RowSet<Row>> sendTo(SqlClient client) {
        return execute(client).onComplete(answer -> {
            if (answer.succeeded()) {
                result().complete(answer.result());
            } else {
                result().completeExceptionally(answer.cause());
            }
        });
    }

    record Single(String sql, Tuple arguments, CompletableFuture<RowSet<Row>> result) implements SqlStatement {
        @Override
        public Future<RowSet<Row>> execute(SqlClient client) {
            return client.preparedQuery(sql).execute(arguments);
        }
    }

    /** One with arguments of megabytes, which the driver keeps until they are sent. */
    record Large(String sql, Tuple arguments, CompletableFuture<RowSet<Row>> result) implements SqlStatement {
        @Override
        public Future<RowSet<Row>> execute(SqlClient client) {
            return client.preparedQuery(sql).execute(arguments);
        }

        @Override
        public boolean isAwaited() {
            return true;
        }
    }

    record Batch(String sql, List<Tuple> rows, CompletableFuture<RowSet<Row>> result) implements SqlStatement {
        @Override
        public Future<RowSet<Row>> execute(SqlClient client) {
            return client.preparedQuery(sql).executeBatch(rows);
        }
    }
}

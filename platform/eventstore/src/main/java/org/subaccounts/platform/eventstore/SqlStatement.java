package org.subaccounts.platform.eventstore;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.Set;

/** One statement of a unit of work, with the future that its caller holds. */
sealed interface SqlStatement {
    CompletableFuture<RowSet<Row>> result();

    Future<RowSet<Row>> send(SqlClient client);

    /** True if the driver is known to accept arguments of these classes, so that only the server can still refuse. */
    boolean provenArguments();

    void proveArguments();

    default Future<RowSet<Row>> sendTo(SqlClient client) {
        return send(client).onComplete(answer -> {
            if (answer.succeeded()) {
                result().complete(answer.result());
            } else {
                result().completeExceptionally(answer.cause());
            }
        });
    }

    record Single(String sql, Tuple arguments, CompletableFuture<RowSet<Row>> result) implements SqlStatement {
        private record Shape(String sql, List<Class<?>> classes) {}

        private static final int MAX_SHAPES = 10_000;
        private static final Set<Shape> PROVEN = ConcurrentHashMap.newKeySet();

        @Override
        public Future<RowSet<Row>> send(SqlClient client) {
            return client.preparedQuery(sql).execute(arguments);
        }

        @Override
        public boolean provenArguments() {
            return PROVEN.contains(shape());
        }

        @Override
        public void proveArguments() {
            if (PROVEN.size() < MAX_SHAPES) {
                PROVEN.add(shape());
            }
        }

        private Shape shape() {
            List<Class<?>> classes = new ArrayList<>(arguments.size());
            for (int i = 0; i < arguments.size(); i++) {
                Object argument = arguments.getValue(i);
                classes.add(argument == null ? Void.class : argument.getClass());
            }
            return new Shape(sql, classes);
        }
    }

    record Batch(String sql, List<Tuple> rows, CompletableFuture<RowSet<Row>> result) implements SqlStatement {
        @Override
        public Future<RowSet<Row>> send(SqlClient client) {
            return client.preparedQuery(sql).executeBatch(rows);
        }

        @Override
        public boolean provenArguments() {
            return false;
        }

        @Override
        public void proveArguments() {}
    }
}

package org.subaccounts.billing;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** Statements of tests, each waited for, but not for ever. */
@Singleton
public class Sql {
    private static final int PATIENCE_SECONDS = 60;

    private final Pool pool;

    public Sql(Pool pool) {
        this.pool = pool;
    }

    public void run(String statement, Tuple arguments) {
        var unused = rows(statement, arguments);
    }

    public List<Row> rows(String statement, Tuple arguments) {
        return StreamSupport.stream(
                        pool.preparedQuery(statement)
                                .execute(arguments)
                                .toCompletionStage()
                                .toCompletableFuture()
                                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                .join()
                                .spliterator(),
                        false)
                .toList();
    }

    /** The first column of every row. */
    public List<String> texts(String statement, Tuple arguments) {
        return rows(statement, arguments).stream()
                .map(row -> String.valueOf(row.getValue(0)))
                .toList();
    }

    /** Ends every connection to the database of a JDBC address, whoever has it. */
    public static void endConnections(String url, String user, String password) {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.subaccounts.platform.eventstore;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one connection of a rebuild: it holds the lock and does all the work, so whoever has lost the lock can do nothing more.
 * Its unqualified names mean the tables being built. Blocks; for a virtual thread.
 */
final class RebuildSession implements AutoCloseable {
    private static final int ANSWER_SECONDS = 30;
    // Longer than any answer is waited for, and than the server lets this session idle.
    private static final Duration SILENCE = Duration.ofSeconds(60);
    // A process that vanished with its network keeps the lock no longer than this.
    private static final String IDLE_TIMEOUT = "30s";
    private static final String LOCK = "select pg_try_advisory_lock(" + ReadModelTables.LOCK_KEY + ")";

    private final SqlConnection connection;

    private RebuildSession(SqlConnection connection) {
        this.connection = connection;
    }

    static RebuildSession open(Vertx vertx, PgConnectOptions service) throws InterruptedException {
        PgConnectOptions options = DatabasePool.closedWhenSilent(service, SILENCE)
                .setTcpKeepAlive(true)
                .setCachePreparedStatements(true)
                .addProperty("search_path", ReadModelTables.REBUILD_FIRST)
                .addProperty("idle_session_timeout", IDLE_TIMEOUT);
        return new RebuildSession(await(PgConnection.connect(vertx, options)));
    }

    /** False if another session of this database rebuilds. Kept until this session ends. */
    boolean tryLock() throws InterruptedException {
        return query(LOCK).iterator().next().getBoolean(0);
    }

    SqlConnection connection() {
        return connection;
    }

    @CanIgnoreReturnValue
    RowSet<Row> query(String sql, Object... arguments) throws InterruptedException {
        return await(connection.preparedQuery(sql).execute(Tuple.from(arguments)));
    }

    /** Simple protocol: for what cannot be prepared, and for names that mean something else each time. */
    void execute(String sql) throws InterruptedException {
        var unused = await(connection.query(sql).execute());
    }

    List<String> strings(String sql, Object... arguments) throws InterruptedException {
        List<String> values = new ArrayList<>();
        query(sql, arguments).forEach(row -> values.add(row.getString(0)));
        return values;
    }

    /** The statements in their order, pipelined; all are answered when this returns or fails with the first failure. */
    void send(List<SqlStatement> statements) throws InterruptedException {
        List<Future<?>> answers = new ArrayList<>(statements.size());
        for (SqlStatement statement : statements) {
            answers.add(statement.sendTo(connection));
        }
        var unused = await(PgUnitOfWork.firstFailure(answers));
    }

    /** With settings that hold until the transaction ends. */
    void begin(Map<String, String> settings) throws InterruptedException {
        execute("begin");
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            set(setting.getKey(), setting.getValue());
        }
    }

    void set(String setting, String value) throws InterruptedException {
        query("select set_config($1, $2, true)", setting, value);
    }

    static <T> T await(Future<T> answer) throws InterruptedException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the database did not answer for " + ANSWER_SECONDS + " s", e);
        }
    }

    @Override
    public void close() {
        var unused = connection.close();
    }
}

package org.subaccounts.platform.eventstore;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.axonframework.messaging.core.Context.ResourceKey;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * All SQL of one unit of work, sent as one pipelined BEGIN … COMMIT on one connection, an append first. Nothing is sent
 * before the commit. A statement's future completes before the outcome of the commit is known, and fails with it.
 */
public final class PgUnitOfWork {
    static final int MAX_STATEMENTS = 1_000;
    static final int MAX_BATCH_ROWS = 10_000;
    private static final long COMMIT_TIMEOUT_SECONDS = 30;
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 1))";
    private static final ResourceKey<PgUnitOfWork> KEY = ResourceKey.withLabel("pgUnitOfWork");

    private final Pool pool;
    private final boolean standalone;
    private final List<SqlStatement> locks = new ArrayList<>(0);
    private final List<SqlStatement> statements = new ArrayList<>(4);
    private final List<Runnable> afterCommit = new ArrayList<>(1);
    private @Nullable SqlStatement append;
    private @Nullable CompletableFuture<Void> outcome;

    private PgUnitOfWork(Pool pool, boolean standalone) {
        this.pool = pool;
        this.standalone = standalone;
    }

    /** The one of Axon's unit of work: flushed when that commits, dropped when that fails. */
    public static PgUnitOfWork of(ProcessingContext context, Pool pool) {
        return context.computeResourceIfAbsent(KEY, () -> {
            PgUnitOfWork work = new PgUnitOfWork(pool, false);
            // With an append, the append's own commit flushes: two actions of one phase must not fail with one exception.
            context.onCommit(c -> work.hasAppend() ? CompletableFuture.completedFuture(null) : work.flush());
            context.onError((c, phase, failure) -> work.abandon(failure));
            return work;
        });
    }

    /** One for code without Axon; ends with {@link #commit()}, or is dropped: then nothing was sent. */
    public static PgUnitOfWork standalone(Pool pool) {
        return new PgUnitOfWork(pool, true);
    }

    /**
     * Lets units of work that name the same key run one after the other, taken before the first write. Events of one
     * row that several writers change need it, so that they are tailed in the order of the changes.
     */
    public synchronized void serializeOn(String key) {
        add(locks, new SqlStatement.Single(LOCK, Tuple.of(key), new CompletableFuture<>()));
    }

    @CanIgnoreReturnValue
    public synchronized CompletableFuture<RowSet<Row>> enlist(String sql, Tuple arguments) {
        return add(statements, new SqlStatement.Single(sql, arguments, new CompletableFuture<>()));
    }

    /** One statement for many rows; at most 10,000. At least one. */
    @CanIgnoreReturnValue
    public synchronized CompletableFuture<RowSet<Row>> enlistBatch(String sql, List<Tuple> rows) {
        if (rows.isEmpty() || rows.size() > MAX_BATCH_ROWS) {
            throw new IllegalArgumentException("a batch has 1 to " + MAX_BATCH_ROWS + " rows, not " + rows.size());
        }
        return add(statements, new SqlStatement.Batch(sql, List.copyOf(rows), new CompletableFuture<>()));
    }

    /** Fails with the first statement's error; then everything is rolled back. */
    public CompletableFuture<Void> commit() {
        if (!standalone) {
            throw new IllegalStateException("Axon's unit of work commits this one");
        }
        return flush();
    }

    /** Runs once the commit succeeded, on the committing thread; must not block. */
    synchronized void afterCommit(Runnable action) {
        requireOpen();
        afterCommit.add(action);
    }

    @CanIgnoreReturnValue
    synchronized CompletableFuture<RowSet<Row>> append(String sql, Tuple arguments) {
        requireOpen();
        if (append != null) {
            throw new IllegalStateException("a unit of work has one append");
        }
        append = new SqlStatement.Single(sql, arguments, new CompletableFuture<>());
        return append.result();
    }

    synchronized CompletableFuture<Void> flush() {
        if (outcome == null) {
            List<SqlStatement> all = inOrder();
            outcome = send(all)
                    .timeout(COMMIT_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .recover(failure -> Future.failedFuture(SqlFailure.whileCommitting(failure)))
                    .onSuccess(done -> afterCommit.forEach(Runnable::run))
                    .onFailure(failure -> all.forEach(s -> s.result().completeExceptionally(failure)))
                    .toCompletionStage()
                    .toCompletableFuture();
        }
        return outcome;
    }

    private synchronized boolean hasAppend() {
        return append != null;
    }

    private synchronized void abandon(Throwable failure) {
        if (outcome == null) {
            outcome = CompletableFuture.failedFuture(failure);
            inOrder().forEach(statement -> statement.result().completeExceptionally(failure));
        }
    }

    @CanIgnoreReturnValue
    private CompletableFuture<RowSet<Row>> add(List<SqlStatement> to, SqlStatement statement) {
        requireOpen();
        if (to.size() == MAX_STATEMENTS) {
            throw new IllegalStateException("a unit of work has at most " + MAX_STATEMENTS + " statements");
        }
        to.add(statement);
        return statement.result();
    }

    private void requireOpen() {
        if (outcome != null) {
            throw new IllegalStateException("the unit of work is already committed or rolled back");
        }
    }

    private List<SqlStatement> inOrder() {
        List<SqlStatement> all = new ArrayList<>(locks.size() + statements.size() + 1);
        all.addAll(locks);
        if (append != null) {
            all.add(append);
        }
        all.addAll(statements);
        return all;
    }

    private Future<Void> send(List<SqlStatement> all) {
        if (all.isEmpty()) {
            return Future.succeededFuture();
        }
        return pool.getConnection()
                .recover(failure -> Future.failedFuture(new NotCommittedException("no database connection", failure)))
                .compose(connection -> transact(connection, all)
                        .transform(sent -> connection.close().transform(closed -> completed(sent))));
    }

    private static Future<Void> transact(SqlConnection connection, List<SqlStatement> all) {
        // The driver may refuse arguments whose classes it has not seen yet without the server noticing; then a pipelined
        // COMMIT would commit the rest.
        boolean proven = all.stream().allMatch(SqlStatement::provenArguments);
        if (!proven) {
            return commitAfterAnswers(connection, all);
        }
        if (all.size() == 1) {
            return all.getFirst().sendTo(connection).mapEmpty();
        }
        List<Future<?>> answers = begin(connection, all);
        // After any error the server answers COMMIT with a rollback.
        answers.add(connection.query("COMMIT").execute());
        return firstFailure(answers);
    }

    private static Future<Void> commitAfterAnswers(SqlConnection connection, List<SqlStatement> all) {
        return firstFailure(begin(connection, all)).transform(answered -> {
            if (answered.failed()) {
                Throwable failure = SqlFailure.beforeCommit("a statement was not accepted", answered.cause());
                return connection.query("ROLLBACK").execute().transform(rolledBack -> Future.failedFuture(failure));
            }
            all.forEach(SqlStatement::proveArguments);
            return connection.query("COMMIT").execute().mapEmpty();
        });
    }

    private static List<Future<?>> begin(SqlConnection connection, List<SqlStatement> all) {
        List<Future<?>> answers = new ArrayList<>(all.size() + 2);
        answers.add(connection.query("BEGIN").execute());
        for (SqlStatement statement : all) {
            answers.add(statement.sendTo(connection));
        }
        return answers;
    }

    private static Future<Void> completed(AsyncResult<Void> result) {
        return result.succeeded() ? Future.succeededFuture() : Future.failedFuture(result.cause());
    }

    /** Completes when every answer is there, so that the connection is never returned with answers outstanding. */
    private static Future<Void> firstFailure(List<Future<?>> answers) {
        return Future.join(answers).transform(joined -> {
            for (Future<?> answer : answers) {
                if (answer.failed()) {
                    return Future.failedFuture(answer.cause());
                }
            }
            return Future.succeededFuture();
        });
    }
}

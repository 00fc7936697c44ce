package org.subaccounts.platform.eventstore;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.axonframework.messaging.core.Context.ResourceKey;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * All SQL of one unit of work, sent on one connection when it commits: BEGIN and the statements pipelined, an append
 * first, and COMMIT once all were answered. Before that nothing is sent. A statement's future completes before the outcome
 * of the commit is known. Fails with the database's answer, {@link NotCommittedException} or
 * {@link CommitOutcomeUnknownException}.
 */
public final class PgUnitOfWork {
    static final int MAX_STATEMENTS = 1_000;
    static final int MAX_BATCH_ROWS = 10_000;
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(30);
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 1))";
    private static final ResourceKey<PgUnitOfWork> KEY = ResourceKey.withLabel("pgUnitOfWork");

    private final Pool pool;
    private final boolean standalone;
    private final Duration timeout;
    private final List<SqlStatement> locks = new ArrayList<>(0);
    private final List<SqlStatement> statements = new ArrayList<>(4);
    private final List<Runnable> afterCommit = new ArrayList<>(1);
    private @Nullable SqlStatement append;
    private @Nullable CompletableFuture<Void> outcome;

    private volatile boolean timedOut;

    private PgUnitOfWork(Pool pool, boolean standalone, Duration timeout) {
        this.pool = pool;
        this.standalone = standalone;
        this.timeout = timeout;
    }

    /** The one of Axon's unit of work: flushed when that commits, dropped when that fails. */
    public static PgUnitOfWork of(ProcessingContext context, Pool pool) {
        return context.computeResourceIfAbsent(KEY, () -> {
            PgUnitOfWork work = new PgUnitOfWork(pool, false, COMMIT_TIMEOUT);
            // With an append, the append's own commit flushes: two actions of one phase must not fail with one
            // exception.
            context.onCommit(c -> work.hasAppend() ? CompletableFuture.completedFuture(null) : work.flush());
            context.onError((c, phase, failure) -> work.abandon(failure));
            return work;
        });
    }

    /** One for code without Axon; ends with {@link #commit()}, or is dropped: then nothing was sent. */
    public static PgUnitOfWork standalone(Pool pool) {
        return standalone(pool, COMMIT_TIMEOUT);
    }

    static PgUnitOfWork standalone(Pool pool, Duration timeout) {
        return new PgUnitOfWork(pool, true, timeout);
    }

    /**
     * A transaction whose rest depends on the answer to its first statement: that is sent first, then what {@code rest}
     * enlists. What {@code rest} throws rolls everything back, and the result fails with it.
     */
    public static CompletableFuture<Void> deciding(
            Pool pool, String sql, Tuple arguments, BiConsumer<RowSet<Row>, PgUnitOfWork> rest) {
        PgUnitOfWork work = new PgUnitOfWork(pool, false, COMMIT_TIMEOUT);
        return work.bounded(work.onConnection(connection -> work.decide(connection, sql, arguments, rest)))
                .onSuccess(done -> work.afterCommit.forEach(Runnable::run))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private Future<Void> decide(
            SqlConnection connection, String sql, Tuple arguments, BiConsumer<RowSet<Row>, PgUnitOfWork> rest) {
        Future<?> begun = connection.query("BEGIN").execute();
        Future<RowSet<Row>> first = connection.preparedQuery(sql).execute(arguments);
        return ended(
                connection,
                firstFailure(List.of(begun, first)).compose(ignored -> sendRest(connection, first.result(), rest)));
    }

    private Future<Void> sendRest(
            SqlConnection connection, RowSet<Row> answer, BiConsumer<RowSet<Row>, PgUnitOfWork> rest) {
        try {
            rest.accept(answer, this);
        } catch (RuntimeException e) {
            return Future.failedFuture(new RestRefused(e));
        }
        return sendAll(connection, drain(), new ArrayList<>());
    }

    /** Pipelined but for {@link SqlStatement#isAwaited}. */
    private static Future<Void> sendAll(
            SqlConnection connection, List<SqlStatement> statements, List<Future<?>> answers) {
        for (int i = 0; i < statements.size(); i++) {
            SqlStatement statement = statements.get(i);
            answers.add(statement.sendTo(connection));
            if (statement.isAwaited()) {
                List<SqlStatement> rest = statements.subList(i + 1, statements.size());
                return firstFailure(answers).compose(ignored -> sendAll(connection, rest, new ArrayList<>()));
            }
        }
        return firstFailure(answers);
    }

    /** Carries what the caller's own code threw past the meanings of the database's failures. */
    private static final class RestRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final RuntimeException refusal;

        RestRefused(RuntimeException refusal) {
            super(null, refusal, false, false);
            this.refusal = refusal;
        }
    }

    /** One that only collects what an inline projection enlists, for a rebuild to send in its own transaction. */
    static PgUnitOfWork collecting(Pool pool) {
        return new PgUnitOfWork(pool, false, COMMIT_TIMEOUT);
    }

    /** What was enlisted, for somebody else to send; ends this unit of work. Without the locks: its sender is alone. */
    synchronized List<SqlStatement> drain() {
        requireOpen();
        outcome = CompletableFuture.completedFuture(null);
        return List.copyOf(statements);
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

    /** One with arguments of up to some megabytes: what follows waits for its answer, so that only one is in memory twice. */
    @CanIgnoreReturnValue
    public synchronized CompletableFuture<RowSet<Row>> enlistLarge(String sql, Tuple arguments) {
        return add(statements, new SqlStatement.Large(sql, arguments, new CompletableFuture<>()));
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
            outcome = bounded(send(all))
                    .onSuccess(done -> afterCommit.forEach(Runnable::run))
                    .onFailure(failure -> all.forEach(s -> s.result().completeExceptionally(failure)))
                    .toCompletionStage()
                    .toCompletableFuture();
        }
        return outcome;
    }

    private Future<Void> bounded(Future<Void> sent) {
        return sent.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(withoutAnswer(failure)));
    }

    private Throwable withoutAnswer(Throwable failure) {
        if (failure instanceof TimeoutException) {
            timedOut = true;
            return new CommitOutcomeUnknownException(failure);
        }
        return failure;
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
        boolean nothingButAppend = all.size() == 1 && all.getFirst() == append;
        return onConnection(connection -> nothingButAppend ? appendAlone(connection, all) : transact(connection, all));
    }

    private Future<Void> onConnection(Function<SqlConnection, Future<Void>> work) {
        return pool.getConnection()
                .recover(failure -> Future.failedFuture(new NotCommittedException("no database connection", failure)))
                .compose(connection -> (timedOut ? tooLate() : work.apply(connection))
                        .transform(sent -> DatabasePool.release(connection).transform(closed -> completed(sent))));
    }

    /** Who was told long ago that the outcome is unknown may have looked already: nothing more is written after that. */
    private static Future<Void> tooLate() {
        return Future.failedFuture("the time for the commit was over");
    }

    /** A statement outside a transaction block is a transaction of its own. */
    private static Future<Void> appendAlone(SqlConnection connection, List<SqlStatement> all) {
        return all.getFirst()
                .sendTo(connection)
                .recover(failure -> Future.failedFuture(SqlFailure.whileCommitting(failure)))
                .mapEmpty();
    }

    /**
     * COMMIT waits for the answers: a statement whose arguments the driver refuses never reaches the server, which would
     * then commit the others. After any failure a ROLLBACK, also of the COMMIT: refused early, it leaves the transaction open.
     */
    private Future<Void> transact(SqlConnection connection, List<SqlStatement> all) {
        List<Future<?>> answers = new ArrayList<>(all.size() + 1);
        answers.add(connection.query("BEGIN").execute());
        return ended(connection, sendAll(connection, all, answers));
    }

    /** With COMMIT if everything was answered well, else with ROLLBACK. */
    private Future<Void> ended(SqlConnection connection, Future<Void> answers) {
        return answers.transform(answered ->
                        answered.succeeded() ? commitOn(connection) : Future.failedFuture(meaningOf(answered)))
                .recover(failure ->
                        connection.query("ROLLBACK").execute().transform(rolledBack -> Future.failedFuture(failure)));
    }

    private static Throwable meaningOf(AsyncResult<Void> answered) {
        return answered.cause() instanceof RestRefused refused
                ? refused.refusal
                : SqlFailure.beforeCommit(answered.cause());
    }

    private Future<Void> commitOn(SqlConnection connection) {
        if (timedOut) {
            return tooLate();
        }
        return connection
                .query("COMMIT")
                .execute()
                .recover(failure -> Future.failedFuture(SqlFailure.whileCommitting(failure)))
                .mapEmpty();
    }

    private static Future<Void> completed(AsyncResult<Void> result) {
        return result.succeeded() ? Future.succeededFuture() : Future.failedFuture(result.cause());
    }

    /** Completes when every answer is there, so that the connection is never returned with answers outstanding. */
    static Future<Void> firstFailure(List<Future<?>> answers) {
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

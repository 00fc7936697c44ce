package org.subaccounts.platform.eventstore;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One rebuild of one read model, by a session that holds the lock: replays the log into copies of the tables, as fast as it
 * goes and in batches, then stops everybody else for a moment, applies the rest and swaps, in one transaction. Whatever
 * happens before that commits, the live tables stay as they are. Blocks; for a virtual thread.
 */
final class ReadModelRebuild {
    /** Where tests interrupt it. */
    enum Stage {
        STARTED,
        COPIED,
        REPLAYED,
        LOCKED,
        CAUGHT_UP,
        SWAPPED
    }

    /** Between the attempts requests go on as ever; a rebuild must not make a long reader stop the service. */
    static final int LOCK_ATTEMPTS = 10;

    private static final int STALLED_SECONDS = 120;
    private static final long TAIL_PAUSE_MILLIS = 50;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOCK_PAUSE_MILLIS = 500;
    private static final String STARTED = "insert into es_read_model (name, state, started_at)"
            + " values ($1, 'running', clock_timestamp()) on conflict (name) do update set state = excluded.state,"
            + " started_at = excluded.started_at, finished_at = null, events = 0, rows = null, error = null";
    private static final String DIED = "update es_read_model set state = 'failed', error = $1,"
            + " finished_at = clock_timestamp() where state = 'running'";
    private static final String PROGRESS = "update es_read_model set events = $2 where name = $1";
    private static final String DONE = "update es_read_model set state = 'done', finished_at = clock_timestamp(),"
            + " events = $2, rows = $3 where name = $1";
    private static final String FAILED = "update es_read_model set state = 'failed', finished_at = clock_timestamp(),"
            + " error = $2 where name = $1 and state = 'running'";
    static final String PROCESS_ENDED = "the process that rebuilt it ended";

    private static final Logger LOG = Logger.getLogger(ReadModelRebuild.class);

    /** Opens what is replayed, once the tables are there. */
    interface Opening {
        ReplaySource open() throws InterruptedException;
    }

    private final String name;
    private final Opening opening;
    private final RebuildSession session;
    private final ReadModelTables tables;
    private final Consumer<Stage> reached;
    private long replayed;
    private boolean committing;

    ReadModelRebuild(
            String name, List<String> tables, Opening opening, RebuildSession session, Consumer<Stage> reached) {
        this.name = name;
        this.opening = opening;
        this.session = session;
        this.tables = new ReadModelTables(session, tables);
        this.reached = reached;
    }

    /** Under the lock: whatever else the table says is running has died. */
    void start() throws InterruptedException {
        session.query(DIED, PROCESS_ENDED);
        session.query(STARTED, name);
        LOG.infof("rebuilding the read model %s", name);
    }

    void run() throws InterruptedException {
        long begun = System.nanoTime();
        try {
            reached.accept(Stage.STARTED);
            tables.requireRebuildable();
            tables.copy();
            reached.accept(Stage.COPIED);
            try (ReplaySource source = opening.open()) {
                replay(source);
                tables.analyze();
                reached.accept(Stage.REPLAYED);
                finish(source);
            }
            LOG.infof(
                    "rebuilt the read model %s from %d events in %d ms",
                    name, replayed, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        } catch (RuntimeException e) {
            String outcome =
                    committing ? "may have been rebuilt, its state tells" : "was not rebuilt and stays as it was";
            LOG.errorf(e, "the read model %s %s", name, outcome);
            fail(e);
        }
    }

    private void replay(ReplaySource source) throws InterruptedException {
        NearEnd end = new NearEnd(source.closeEnough());
        long before = replayed;
        long begun = System.nanoTime();
        long progressed = begun;
        long looked = begun;
        while (true) {
            ReplaySource.Page page = source.next();
            if (page.events() > 0) {
                session.begin(Map.of("synchronous_commit", "off"));
                apply(page);
                tables.requireNothingWrittenElsewhere();
                session.query(PROGRESS, name, replayed);
                session.execute("commit");
                progressed = System.nanoTime();
            }
            if (page.last() || System.nanoTime() - looked > LOOK_NANOS) {
                looked = System.nanoTime();
                Duration took = Duration.ofNanos(looked - begun);
                long left = source.left(end.limit(replayed - before, took));
                if (end.isReached(left, replayed - before, took)) {
                    return;
                }
            }
            if (page.last()) {
                if (System.nanoTime() - progressed > TimeUnit.SECONDS.toNanos(STALLED_SECONDS)) {
                    throw new IllegalStateException("an open transaction holds the end of the log back");
                }
                Thread.sleep(TAIL_PAUSE_MILLIS);
            }
        }
    }

    /**
     * Who wrote to the tables has committed before we got the lock, and is seen by every statement after it; who appended
     * but waits for the lock has written nothing yet, is not seen, and will write to the new tables. So what is visible now
     * is complete, also above the oldest running transaction.
     */
    private void finish(ReplaySource source) throws InterruptedException {
        for (int attempt = 1; attempt <= LOCK_ATTEMPTS; attempt++) {
            long rows = tables.rows(); // takes its time, so before the last replay
            replay(source);
            session.begin(Map.of("transaction_isolation", "read committed"));
            if (tables.lock()) {
                reached.accept(Stage.LOCKED);
                catchUp(source);
                reached.accept(Stage.CAUGHT_UP);
                tables.requireNothingWrittenElsewhere();
                session.query(DONE, name, replayed, rows);
                tables.swap();
                reached.accept(Stage.SWAPPED);
                committing = true;
                session.execute("commit");
                return;
            }
            session.execute("rollback");
            Thread.sleep(LOCK_PAUSE_MILLIS * attempt);
        }
        throw new IllegalStateException(
                "its tables were in use, each of the " + LOCK_ATTEMPTS + " times they were asked for");
    }

    private void catchUp(ReplaySource source) throws InterruptedException {
        ReplaySource.Page page;
        do {
            page = source.rest();
            apply(page);
        } while (!page.last());
    }

    private void apply(ReplaySource.Page page) throws InterruptedException {
        session.send(page.statements());
        replayed += page.events();
    }

    /** As far as the session still works; if not, the freed lock tells that this run has ended. */
    private void fail(RuntimeException cause) throws InterruptedException {
        try {
            session.execute("rollback");
            session.query(FAILED, name, description(cause));
            tables.dropCopies();
        } catch (RuntimeException e) {
            LOG.debugf(e, "the failed rebuild of %s could not be cleaned up", name);
        }
    }

    /** Without values: the database's details may name some. */
    private static String description(Throwable cause) {
        String state = SqlFailure.state(cause);
        @Nullable String message = cause.getMessage();
        if (!state.isEmpty()) {
            return "the database refused an event's projection or a step of the rebuild (SQLSTATE " + state + ")";
        }
        return cause.getClass() == IllegalStateException.class && message != null
                ? message
                : cause.getClass().getSimpleName();
    }
}

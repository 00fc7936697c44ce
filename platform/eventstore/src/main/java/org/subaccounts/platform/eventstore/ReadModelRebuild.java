package org.subaccounts.platform.eventstore;

import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
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

    static final int PAGE = 500;
    /** What may be left to be applied while everybody waits. */
    static final int CLOSE_ENOUGH = 1_000;
    /** Between the attempts requests go on as ever; a rebuild must not make a long reader stop the service. */
    static final int LOCK_ATTEMPTS = 10;

    private static final int STALLED_SECONDS = 120;
    private static final long TAIL_PAUSE_MILLIS = 50;
    private static final long LOCK_PAUSE_MILLIS = 500;
    private static final String REMAINING = "select count(*) from (select from es_event e"
            + " where (e.txid, e.position) > ($1::text::xid8, $2) and e.type = any ($3) limit $4) as rest";
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

    private final ReadModel model;
    private final ReadModelEvents events;
    private final RebuildSession session;
    private final EventLog log;
    private final Pool pool;
    private final ReadModelTables tables;
    private final Consumer<Stage> reached;
    private TailPosition position = TailPosition.FIRST;
    private long replayed;
    private boolean committing;

    ReadModelRebuild(ReadModel model, RebuildSession session, EventJson json, Pool pool, Consumer<Stage> reached) {
        this.model = model;
        this.events = new ReadModelEvents(model);
        this.session = session;
        this.log = new EventLog(session.connection(), json);
        this.pool = pool;
        this.tables = new ReadModelTables(session, model.tables());
        this.reached = reached;
    }

    /** Under the lock: whatever else the table says is running has died. */
    void start() throws InterruptedException {
        session.query(DIED, PROCESS_ENDED);
        session.query(STARTED, model.name());
        LOG.infof("rebuilding the read model %s from the log", model.name());
    }

    void run() throws InterruptedException {
        long begun = System.nanoTime();
        try {
            reached.accept(Stage.STARTED);
            tables.requireRebuildable();
            tables.copy();
            reached.accept(Stage.COPIED);
            replay();
            tables.analyze();
            reached.accept(Stage.REPLAYED);
            finish();
            LOG.infof(
                    "rebuilt the read model %s from %d events in %d ms",
                    model.name(), replayed, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        } catch (RuntimeException e) {
            String outcome =
                    committing ? "may have been rebuilt, its state tells" : "was not rebuilt and stays as it was";
            LOG.errorf(e, "the read model %s %s", model.name(), outcome);
            fail(e);
        }
    }

    /** Up to where little is left; only below the oldest running transaction, so that nothing is missed. */
    private void replay() throws InterruptedException {
        long progressed = System.nanoTime();
        while (true) {
            TailPosition end = RebuildSession.await(log.latest());
            List<EventLog.Replayed> page = RebuildSession.await(log.replay(position, events, PAGE, true));
            if (!page.isEmpty()) {
                session.begin(Map.of("synchronous_commit", "off"));
                apply(page);
                tables.requireNothingWrittenElsewhere();
                session.query(PROGRESS, model.name(), replayed);
                session.execute("commit");
                progressed = System.nanoTime();
            }
            if (page.size() < PAGE) {
                position = position.compareTo(end) < 0 ? end : position;
                if (remaining() <= CLOSE_ENOUGH) {
                    return;
                }
                if (System.nanoTime() - progressed > TimeUnit.SECONDS.toNanos(STALLED_SECONDS)) {
                    throw new IllegalStateException("an open transaction holds the end of the log back");
                }
                Thread.sleep(TAIL_PAUSE_MILLIS);
            }
        }
    }

    private long remaining() throws InterruptedException {
        return session.query(
                        REMAINING,
                        Long.toString(position.txid()),
                        position.eventPosition(),
                        events.types().toArray(String[]::new),
                        CLOSE_ENOUGH + 1)
                .iterator()
                .next()
                .getLong(0);
    }

    /**
     * Who wrote to the tables has committed before we got the lock, and is seen by every statement after it; who appended
     * but waits for the lock has written nothing yet, is not seen, and will write to the new tables. So what is visible now
     * is complete, also above the oldest running transaction.
     */
    private void finish() throws InterruptedException {
        for (int attempt = 1; attempt <= LOCK_ATTEMPTS; attempt++) {
            replay();
            long rows = tables.rows();
            session.begin(Map.of("transaction_isolation", "read committed"));
            if (tables.lock()) {
                reached.accept(Stage.LOCKED);
                catchUp();
                reached.accept(Stage.CAUGHT_UP);
                tables.requireNothingWrittenElsewhere();
                session.query(DONE, model.name(), replayed, rows);
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

    private void catchUp() throws InterruptedException {
        List<EventLog.Replayed> page;
        do {
            page = RebuildSession.await(log.replay(position, events, PAGE, false));
            apply(page);
        } while (page.size() == PAGE);
    }

    /** Each event in a unit of work of its own, within whose bounds it was projected when it was appended. */
    private void apply(List<EventLog.Replayed> page) throws InterruptedException {
        List<SqlStatement> statements = new ArrayList<>(page.size());
        for (EventLog.Replayed event : page) {
            PgUnitOfWork work = PgUnitOfWork.collecting(pool);
            model.project(event.message(), work);
            statements.addAll(work.drain());
        }
        session.send(statements);
        if (!page.isEmpty()) {
            position = page.getLast().position();
            replayed += page.size();
        }
    }

    /** As far as the session still works; if not, the freed lock tells that this run has ended. */
    private void fail(RuntimeException cause) throws InterruptedException {
        try {
            session.execute("rollback");
            session.query(FAILED, model.name(), description(cause));
            tables.dropCopies();
        } catch (RuntimeException e) {
            LOG.debugf(e, "the failed rebuild of %s could not be cleaned up", model.name());
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

package org.subaccounts.platform.eventstore;

import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;

/** The service's own log, through the projection that keeps the live tables. */
final class LogReplay implements ReplaySource {
    static final int PAGE = 500;
    /** What may be left to be applied while everybody waits. */
    static final int CLOSE_ENOUGH = 1_000;

    private static final String REMAINING = "select count(*) from (select from es_event e"
            + " where (e.txid, e.position) > ($1::text::xid8, $2) and e.type = any ($3) limit $4) as rest";

    private final ReadModel model;
    private final ReadModelEvents events;
    private final RebuildSession session;
    private final EventLog log;
    private final Pool pool;
    private TailPosition position = TailPosition.FIRST;

    LogReplay(ReadModel model, RebuildSession session, EventJson json, Pool pool) {
        this.model = model;
        this.events = new ReadModelEvents(model);
        this.session = session;
        this.log = new EventLog(session.connection(), json);
        this.pool = pool;
    }

    /** Only below the oldest running transaction, so that nothing is missed. */
    @Override
    public Page next() throws InterruptedException {
        TailPosition end = RebuildSession.await(log.latest());
        Page page = page(true);
        if (page.last() && position.compareTo(end) < 0) {
            position = end;
        }
        return page;
    }

    @Override
    public long left(long limit) throws InterruptedException {
        return session.query(
                        REMAINING,
                        Long.toString(position.txid()),
                        position.eventPosition(),
                        events.types().toArray(String[]::new),
                        limit + 1)
                .iterator()
                .next()
                .getLong(0);
    }

    @Override
    public long closeEnough() {
        return CLOSE_ENOUGH;
    }

    @Override
    public Page rest() throws InterruptedException {
        return page(false);
    }

    /** Each event in a unit of work of its own, within whose bounds it was projected when it was appended. */
    private Page page(boolean onlyCertain) throws InterruptedException {
        EventLog.Page<EventLog.Replayed> page = RebuildSession.await(log.replay(position, events, PAGE, onlyCertain));
        List<EventLog.Replayed> replayed = page.events();
        List<SqlStatement> statements = new ArrayList<>(replayed.size());
        for (EventLog.Replayed event : replayed) {
            PgUnitOfWork work = PgUnitOfWork.collecting(pool);
            model.project(event.message(), work);
            statements.addAll(work.drain());
        }
        if (!replayed.isEmpty()) {
            position = replayed.getLast().position();
        }
        return new Page(statements, replayed.size(), !page.more());
    }

    @Override
    public void close() {
        // the session is the rebuild's
    }
}

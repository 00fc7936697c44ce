package org.subaccounts.platform.eventstore;

import io.vertx.sqlclient.Pool;

/** What another service says. */
final class ExternalReplay implements ReplaySource {
    private final ExternalReadModel.Feed feed;
    private final Pool pool;
    private long left = -1;

    ExternalReplay(ExternalReadModel.Feed feed, Pool pool) {
        this.feed = feed;
        this.pool = pool;
    }

    @Override
    public Page next() throws InterruptedException {
        if (left <= 0) {
            left = feed.left();
        }
        return page();
    }

    @Override
    public long left(long limit) throws InterruptedException {
        left = feed.left();
        return left;
    }

    @Override
    public long closeEnough() {
        return feed.closeEnough();
    }

    /** The first page looks once more how far the live tables have come; from there on they stand. */
    @Override
    public Page rest() throws InterruptedException {
        left = feed.left();
        return page();
    }

    private Page page() throws InterruptedException {
        PgUnitOfWork work = PgUnitOfWork.collecting(pool);
        int events = feed.next(work);
        left = Math.max(0, left - events);
        return new Page(work.drain(), events, events == 0);
    }

    @Override
    public void close() {
        feed.close();
    }
}

package org.subaccounts.platform.eventstore;

import io.vertx.sqlclient.Pool;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Commits what comes at the same time in one transaction: what comes while all lanes are busy goes along with the next that
 * is free, so nothing waits for company. When a transaction of several fails, each is tried again in one of its own; so
 * one that is refused fails nobody else. Items of one transaction must not depend on each other.
 */
public final class GroupCommit<T> {
    private final Pool pool;
    private final Enlisting<T> enlisting;
    private final Grouping<T, @Nullable Void> grouping;

    /** Adds the statements of all items to the unit of work. {@code lane}: from 0, never twice at a time. */
    public interface Enlisting<T> {
        void enlist(List<T> items, int lane, PgUnitOfWork work);
    }

    public GroupCommit(Pool pool, GroupBounds bounds, ToIntFunction<T> weight, Enlisting<T> enlisting) {
        this.pool = pool;
        this.enlisting = enlisting;
        this.grouping = new Grouping<>(bounds, weight, this::transact);
    }

    /** Completes after the commit; fails as {@link PgUnitOfWork#commit()} does, for this item. */
    public CompletableFuture<@Nullable Void> commit(T item) {
        return grouping.add(item);
    }

    private CompletableFuture<List<@Nullable Void>> transact(List<T> items, int lane) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        enlisting.enlist(items, lane, work);
        return work.commit().thenApply(committed -> Collections.nCopies(items.size(), null));
    }
}

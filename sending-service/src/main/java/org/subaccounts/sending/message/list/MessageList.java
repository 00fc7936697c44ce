package org.subaccounts.sending.message.list;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.sending.Turns;
import org.subaccounts.sending.message.MessageRows;
import org.subaccounts.sending.message.MessageSummary;

/**
 * Reads pages of messages. Behind a filter it looks through ever larger windows until the page is full, and after
 * {@value #MOST_LOOKED_AT} messages ends the page early: it has a cursor to go on from, and may be empty.
 */
@ApplicationScoped
public class MessageList {
    /** Most filters find enough in the first; the sum bounds what a request costs. */
    private static final int[] WINDOWS = {1_000, 9_000, 40_000};

    static final int MOST_LOOKED_AT = 50_000;

    private final Pool pool;
    private final Vertx vertx;
    private final Turns turns = new Turns();
    private final Clock clock = Clock.systemUTC();

    public MessageList(Pool pool, Vertx vertx) {
        this.pool = pool;
        this.vertx = vertx;
    }

    Uni<Page<MessageSummary>> page(MessageFilter filter, PageRequest page) {
        if (filter.matchesNothing()) {
            return Uni.createFrom().item(page(page, List.of()));
        }
        UUID position = page.before() != null ? page.before() : page.after();
        // what may look through much, one after the other, so that the other connections stay everybody's
        return filter.isSelective()
                ? turns.takeOn(
                        vertx.getOrCreateContext(),
                        page.account(),
                        () -> look(filter, page, position, 0, new ArrayList<>()))
                : look(filter, page, position, 0, new ArrayList<>());
    }

    private Uni<Page<MessageSummary>> look(
            MessageFilter filter, PageRequest page, @Nullable UUID position, int look, List<MessageSummary> found) {
        int window = WINDOWS[look];
        MessageQueries query = MessageQueries.of(filter, page, position, window, clock.instant());
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(query.sql())
                        .execute(query.arguments())
                        .toCompletionStage())
                .chain(rows -> {
                    add(rows, found, page.limit() + 1);
                    UUID lookedTo = filter.isSelective() ? lookedTo(rows, window) : null;
                    if (lookedTo == null || found.size() > page.limit()) {
                        return Uni.createFrom().item(page(page, found));
                    }
                    if (look == WINDOWS.length - 1) {
                        return Uni.createFrom().item(Page.endedAt(page, found, MessageList::position, lookedTo));
                    }
                    return look(filter, page, lookedTo, look + 1, found);
                });
    }

    private static void add(RowSet<Row> rows, List<MessageSummary> found, int most) {
        for (Row row : rows) {
            if (found.size() < most && row.getUUID("id") != null) {
                found.add(MessageRows.summary(row));
            }
        }
    }

    /** Null if the window reached beyond the last message. */
    private static @Nullable UUID lookedTo(RowSet<Row> rows, int window) {
        Row any = rows.iterator().next();
        return any.getLong("looked") < window ? null : any.getUUID("last_looked");
    }

    private static Page<MessageSummary> page(PageRequest page, List<MessageSummary> found) {
        return Page.of(page, found, MessageList::position);
    }

    private static UUID position(MessageSummary message) {
        return Objects.requireNonNull(message.id());
    }
}

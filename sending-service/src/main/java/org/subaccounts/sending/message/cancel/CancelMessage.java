package org.subaccounts.sending.message.cancel;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.MessageNotFound;
import org.subaccounts.sending.message.MessageStatus;

/**
 * Takes a scheduled message out of the queue and marks it, in one statement. The row of the queue belongs to whoever deletes it
 * or puts a lease on it first: a message is cancelled or sent, never both.
 */
@ApplicationScoped
public class CancelMessage {
    private static final String FIND = """
            select keep_day, status, first_attempt_at is not null as scheduled from message
             where id = $1 and account_id = $2 and keep_day >= $3 and keep_until > now()
               and ($4::text is null or sender_domain = $4) and ($5::text[] is null or sender_domain = any($5))""";
    /** Not attempted and not owned; a claim that was there first has changed the row when this has waited for it. */
    private static final String CANCEL = """
            with gone as (
                delete from message_queue where message_id = $1 and lease is null and attempts = 0 returning message_id
            )
            update message m set status = 'cancelled', updated_at = now()
              from gone where m.id = gone.message_id and m.id = $1 and m.keep_day = $2""";

    private final Pool pool;

    public CancelMessage(Pool pool) {
        this.pool = pool;
    }

    private record Found(LocalDate keepDay, MessageStatus status, boolean scheduled) {}

    /** Fails with {@link MessageNotFound} or {@link MessageNotCancellable}. Null domains: all. */
    Uni<Void> cancel(UUID account, MessageId.Reference id, @Nullable Set<String> domains) {
        return find(account, id, domains).chain(found -> {
            if (!found.scheduled() || found.status() != MessageStatus.RECEIVED) {
                throw new MessageNotCancellable(found.status(), found.scheduled());
            }
            return cancel(id.value(), found.keepDay()).chain(cancelled -> {
                if (cancelled) {
                    return Uni.createFrom().voidItem();
                }
                // somebody was there first: a worker, another request, or the end of its account
                return find(account, id, domains).map(now -> {
                    throw new MessageNotCancellable(now.status(), now.scheduled());
                });
            });
        });
    }

    private Uni<Found> find(UUID account, MessageId.Reference id, @Nullable Set<String> domains) {
        Tuple arguments = Tuple.tuple()
                .addUUID(id.value())
                .addUUID(account)
                .addLocalDate(LocalDate.now(ZoneOffset.UTC))
                .addString(id.senderDomain())
                .addArrayOfString(domains == null ? null : domains.toArray(String[]::new));
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(FIND).execute(arguments).toCompletionStage())
                .map(rows -> {
                    RowIterator<Row> found = rows.iterator();
                    if (!found.hasNext()) {
                        throw new MessageNotFound();
                    }
                    Row row = found.next();
                    return new Found(
                            row.getLocalDate("keep_day"),
                            MessageStatus.stored(row.getString("status")),
                            row.getBoolean("scheduled"));
                });
    }

    private Uni<Boolean> cancel(UUID id, LocalDate keepDay) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(CANCEL)
                        .execute(Tuple.of(id, keepDay))
                        .toCompletionStage())
                .map(rows -> rows.rowCount() == 1);
    }
}

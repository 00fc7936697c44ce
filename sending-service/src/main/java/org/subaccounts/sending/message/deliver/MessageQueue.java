package org.subaccounts.sending.message.deliver;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.message.MessageId;

/** The queue of messages. A claim takes the oldest due ones that nobody owns; those of suspended accounts wait. */
@ApplicationScoped
public class MessageQueue {
    /** What became due since: its schedule or pause is over, or the lease of a dead worker. */
    private static final String PROMOTE = """
            update message_queue set ready = true, lease = null
             where message_id in (select message_id from message_queue where not ready and due_at <= now()
                                   order by due_at limit 1000 for update skip locked)""";

    private static final String CLAIM = """
            with due as (
                select q.message_id, q.content_bytes from message_queue q
                 where q.ready
                   and not exists (select 1 from sender_account a
                                     left join sender_account p on p.account_id = a.parent_account_id
                                    where a.account_id = q.account_id
                                      and (a.suspended or a.deleted or p.suspended is true or p.deleted is true))
                 order by q.message_id limit $1 for update of q skip locked
            ), affordable as (
                select message_id from (
                    select due.*, sum(content_bytes) over (order by message_id) - content_bytes as bytes_before from due) as d
                 where bytes_before < $2
            ), claimed as (
                update message_queue q
                   set ready = false, lease = $3, due_at = now() + $4 * interval '1 millisecond', attempts = q.attempts + 1
                  from affordable a where q.message_id = a.message_id
                returning q.message_id, q.keep_day, q.content_bytes, q.attempts
            )
            select m.id, m.sender_domain, m.account_id, m.content_id, m.content_keep_day, c.content_bytes, m.domain_id,
                   m.recipient, m.recipient_name, m.tags, m.sandbox_result, c.attempts, m.accepted_at, m.first_attempt_at
              from claimed c join message m on m.id = c.message_id and m.keep_day = c.keep_day""";
    private static final String LETTER = """
            select c.from_address, c.from_name, c.reply_to_address, c.reply_to_name, c.subject, c.text_body, c.html_body,
                   c.headers, d.return_path_subdomain, d.tracking_subdomain, d.subscription_subdomain,
                   k.selector, k.sealed_key
              from message_content c join domain d on d.id = c.domain_id join dkim_key k on k.domain_id = c.domain_id
             where c.id = $1 and c.keep_day = $2""";
    private static final String GIVE_BACK = """
            update message_queue set lease = null, ready = true, attempts = attempts - 1
             where lease = $1 and message_id = any($2)""";
    private static final String OLDEST_DUE =
            "select extract(epoch from now() - min(due_at))::float8 from message_queue where ready";

    private final Pool pool;

    public MessageQueue(Pool pool) {
        this.pool = pool;
    }

    public Future<List<ClaimedMessage>> claim(int limit, long maxBytes, Duration lease) {
        UUID leaseId = UUID.randomUUID();
        return pool.query(PROMOTE)
                .execute()
                .compose(_ ->
                        pool.preparedQuery(CLAIM).execute(Tuple.of(limit, maxBytes, leaseId, lease.toMillis())))
                .map(rows -> {
                    List<ClaimedMessage> claimed = new ArrayList<>();
                    rows.forEach(row -> claimed.add(message(row, leaseId)));
                    return claimed;
                });
    }

    /** Empty if the domain was removed since the message was accepted. */
    public Future<Optional<Letter>> letter(ClaimedMessage message) {
        return pool.preparedQuery(LETTER).execute(Tuple.of(message.content().id(), message.content().keepDay())).map(rows -> {
            RowIterator<Row> found = rows.iterator();
            return found.hasNext() ? Optional.of(letter(found.next())) : Optional.empty();
        });
    }

    /** For messages that were claimed but not begun. */
    public Future<Void> giveBack(UUID lease, List<ClaimedMessage> messages) {
        UUID[] ids = messages.stream().map(message -> message.id().value()).toArray(UUID[]::new);
        return pool.preparedQuery(GIVE_BACK)
                .execute(Tuple.tuple().addUUID(lease).addArrayOfUUID(ids))
                .mapEmpty();
    }

    /** How long the longest due message waits, 0 if none. */
    public Future<Double> oldestDueSeconds() {
        return pool.query(OLDEST_DUE).execute().map(rows -> {
            Double seconds = rows.iterator().next().getDouble(0);
            return seconds == null ? 0.0 : seconds;
        });
    }

    private static ClaimedMessage message(Row row, UUID lease) {
        Instant acceptedAt = row.getOffsetDateTime("accepted_at").toInstant();
        OffsetDateTime scheduled = row.getOffsetDateTime("first_attempt_at");
        return new ClaimedMessage(
                new MessageId(row.getUUID("id"), row.getString("sender_domain")),
                lease,
                row.getUUID("account_id"),
                new ClaimedMessage.ContentKey(row.getUUID("content_id"), row.getLocalDate("content_keep_day")),
                row.getInteger("content_bytes"),
                new DomainId(row.getUUID("domain_id")),
                row.getString("recipient"),
                row.getString("recipient_name"),
                List.of(row.getArrayOfStrings("tags")),
                row.getString("sandbox_result"),
                row.getInteger("attempts"),
                acceptedAt,
                scheduled == null ? acceptedAt : scheduled.toInstant());
    }

    private static Letter letter(Row row) {
        return new Letter(
                row.getString("from_address"),
                row.getString("from_name"),
                row.getString("reply_to_address"),
                row.getString("reply_to_name"),
                row.getString("subject"),
                row.getString("text_body"),
                row.getString("html_body"),
                row.getJsonObject("headers"),
                new Subdomains(
                        row.getString("return_path_subdomain"),
                        row.getString("tracking_subdomain"),
                        row.getString("subscription_subdomain")),
                row.getString("selector"),
                new DkimKeys.Sealed(row.getBuffer("sealed_key")));
    }
}

package org.subaccounts.sending.message.deliver;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.message.MessageId;

/**
 * The queue of messages. A claim takes the longest due ones that nobody owns, holds those of suspended accounts and drops
 * those of deleted ones on the way, so that they do not stand in front of the others.
 */
@ApplicationScoped
public class MessageQueue {
    private static final String CLAIM = """
            with due as (
                select id, account_id, content_bytes from message
                 where state = 'queued' and due_at <= now()
                 order by due_at limit $1 for update skip locked
            ), affordable as (
                select id, account_id from (
                    select due.*, sum(content_bytes) over (order by id) - content_bytes as bytes_before from due) as d
                 where bytes_before < $2
            ), decided as (
                select m.id,
                       case when a.deleted or p.deleted then 'dropped'
                            when a.suspended or p.suspended then 'held'
                            else 'queued' end as state
                  from affordable m
                  left join sender_account a on a.account_id = m.account_id
                  left join sender_account p on p.account_id = a.parent_account_id
            )
            update message m
               set state    = d.state,
                   lease    = case when d.state = 'queued' then $3::uuid end,
                   due_at   = case when d.state = 'queued' then now() + $4 * interval '1 millisecond' else m.due_at end,
                   attempts = case when d.state = 'queued' then m.attempts + 1 else m.attempts end,
                   ended_at = case when d.state = 'dropped' then now() end
              from decided d where m.id = d.id
            returning m.id, m.state, m.sender_domain, m.account_id, m.content_id, m.content_bytes, m.domain_id,
                      m.recipient, m.recipient_name, m.attempts, m.accepted_at""";
    private static final String LETTER = """
            select c.from_address, c.from_name, c.reply_to_address, c.reply_to_name, c.subject, c.text_body, c.html_body,
                   c.headers, d.return_path_subdomain, d.tracking_subdomain, d.subscription_subdomain,
                   k.selector, k.sealed_key
              from message_content c join domain d on d.id = c.domain_id join dkim_key k on k.domain_id = c.domain_id
             where c.id = $1""";
    private static final String GIVE_BACK = """
            update message set lease = null, due_at = now(), attempts = attempts - 1
             where lease = $1 and state = 'queued' and id = any($2)""";
    private static final String OLDEST_DUE =
            "select extract(epoch from now() - min(due_at))::float8 from message where state = 'queued' and due_at <= now()";

    private final Pool pool;

    public MessageQueue(Pool pool) {
        this.pool = pool;
    }

    /** What a claim found; {@code passedOver} were held or dropped. */
    public record Claim(List<ClaimedMessage> messages, int passedOver) {}

    public Future<Claim> claim(int limit, long maxBytes, Duration lease) {
        UUID leaseId = UUID.randomUUID();
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(limit, maxBytes, leaseId, lease.toMillis()))
                .map(rows -> {
                    List<ClaimedMessage> claimed = new ArrayList<>();
                    int passedOver = 0;
                    for (Row row : rows) {
                        if (row.getString("state").equals("queued")) {
                            claimed.add(message(row, leaseId));
                        } else {
                            passedOver++;
                        }
                    }
                    return new Claim(claimed, passedOver);
                });
    }

    /** Empty if the domain was removed since the message was accepted. */
    public Future<Optional<Letter>> letter(ClaimedMessage message) {
        return pool.preparedQuery(LETTER).execute(Tuple.of(message.contentId())).map(rows -> {
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
        return new ClaimedMessage(
                new MessageId(row.getUUID("id"), row.getString("sender_domain")),
                lease,
                row.getUUID("account_id"),
                row.getUUID("content_id"),
                row.getInteger("content_bytes"),
                new DomainId(row.getUUID("domain_id")),
                row.getString("recipient"),
                row.getString("recipient_name"),
                row.getInteger("attempts"),
                row.getOffsetDateTime("accepted_at").toInstant());
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

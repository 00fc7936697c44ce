package org.subaccounts.sending.message.deliver;

import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.message.ContentMemory;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.tracking.TrackedHtml;

/**
 * The queue of messages. Accounts take turns: a claim visits those with due mail, beginning after the one that was visited last,
 * and takes the same share of each, its oldest first; so they do for the bytes that large messages may have; mail of suspended and deleted accounts, and of those whose parent is,
 * stays. What a claim costs depends on how many accounts it visits, not on how much is queued.
 */
@ApplicationScoped
public class MessageQueue {
    /** Accounts that one claim looks at; more are suspended accounts with mail, which it passes by. */
    static final int MAX_VISITED = 200;

    static final Turn START = new Turn(new UUID(0, 0), new UUID(0, 0));
    private static final int PROMOTED_AT_ONCE = 1_000;
    private static final int EXPIRED_AT_ONCE = 200;
    /** Of files: what the driver has in memory at a time. */
    private static final int PIECES_AT_ONCE = 8;

    /** What became due since: its schedule or pause is over, or the lease of a dead worker. */
    private static final String PROMOTE = """
            update message_queue set ready = true, lease = null
             where message_id = any (array(
                 select message_id from message_queue where not ready and due_at <= now()
                  order by due_at limit %d for update skip locked))""".formatted(PROMOTED_AT_ONCE);

    /**
     * $1 account visited last, $2 the one whose large message was claimed last, $3 most accounts to visit, $4 most messages, $5 bytes
     * for large ones, $6 what is not large, $7 lease, $8 its milliseconds.
     */
    static final String CLAIM = "select * from claim_ready($1, $2, $3, $4, $5, $6, $7, $8)";

    /** Of any account, also of suspended ones; not what is under way. */
    private static final String CLAIM_EXPIRED = """
            with claimed as (
                update message_queue q set ready = false, lease = $1, due_at = now() + $2 * interval '1 millisecond'
                 where q.message_id = any (array(
                     select message_id from message_queue where expires_at <= now() and (ready or lease is null)
                      order by expires_at limit %d for update skip locked))
                returning q.message_id, q.keep_day, q.content_bytes, q.attempts, q.expires_at
            )
            select m.id, m.keep_day, m.sender_domain, m.account_id, m.content_id, m.content_keep_day, c.content_bytes, m.domain_id,
                   m.recipient, m.recipient_name, m.tags, m.substitutions, m.sandbox_result, c.attempts, c.expires_at, m.accepted_at,
                   m.first_attempt_at, m.status = 'deferred' as deferred
              from claimed c
             cross join lateral (select * from message where id = c.message_id and keep_day = c.keep_day limit 1) as m""".formatted(EXPIRED_AT_ONCE);

    private static final String LETTER = """
            select c.from_address, c.from_name, c.reply_to_address, c.reply_to_name, c.to_header, c.cc_header, c.subject,
                   c.text_body, c.amp_body, c.html_body, c.template, c.substitutions, c.headers,
                   d.return_path_subdomain, d.tracking_subdomain, d.subscription_subdomain, d.media_subdomain, k.selector, k.sealed_key,
                   c.sender_domain, c.track_opens, c.track_clicks, coalesce('TRACKING' = any (n.propagated), false) as own_tracking_host,
                   exists (select 1 from message_attachment a
                            where a.content_id = c.id and a.keep_day = c.keep_day) as has_attachments,
                   exists (select 1 from suppression s
                            where s.account_id = $3 and s.email = lower($4) and s.domain in ('', c.sender_domain)
                              and s.expires_at > now()) as suppressed
              from message_content c
              left join domain d on d.id = c.domain_id
              left join dkim_key k on k.domain_id = d.id
              left join dns_check n on n.domain_id = d.id
             where c.id = $1 and c.keep_day = $2""";
    private static final String ATTACHMENTS = """
            select position, piece, file_name, content_type, disposition, inline_id, data
              from message_attachment where content_id = $1 and keep_day = $2 and (position, piece) > ($3, $4)
             order by position, piece limit %d""".formatted(PIECES_AT_ONCE);
    private static final String GIVE_BACK = """
            update message_queue
               set lease = null, ready = $3 = 0, due_at = now() + $3 * interval '1 millisecond', attempts = attempts - 1
             where lease = $1 and message_id = any($2)""";

    private final Pool pool;

    private final PlatformHosts hosts;

    public MessageQueue(Pool pool, PlatformHosts hosts) {
        this.pool = pool;
        this.hosts = hosts;
    }

    /** Accounts to begin after the next time: for visiting, and for large messages. */
    public record Turn(UUID account, UUID large) {}

    /** {@code last}: where to go on the next time; {@code more}: in this round there are accounts left to visit. */
    public record Claim(List<ClaimedMessage> messages, Turn last, boolean more) {
        public Claim {
            messages = List.copyOf(messages);
        }
    }

    /** {@code largeBytes}: for messages of more than {@link ContentMemory#FREE_BYTES}; the last of them may exceed it. */
    public Future<Claim> claim(Turn after, int limit, long largeBytes, Duration lease) {
        UUID leaseId = UUID.randomUUID();
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.from(new Object[] {
                    after.account(),
                    after.large(),
                    MAX_VISITED,
                    limit,
                    largeBytes,
                    ContentMemory.FREE_BYTES,
                    leaseId,
                    lease.toMillis()
                }))
                .map(rows -> {
                    List<ClaimedMessage> claimed = new ArrayList<>();
                    Turn last = after;
                    boolean more = false;
                    for (Row row : rows) {
                        last = new Turn(row.getUUID("last_account"), row.getUUID("last_large"));
                        more = row.getBoolean("more");
                        if (row.getUUID("id") != null) {
                            claimed.add(message(row, leaseId));
                        }
                    }
                    return new Claim(claimed, last, more);
                });
    }

    /** Makes ready what is due; true: there may be more of it. */
    public Future<Boolean> promote() {
        return pool.query(PROMOTE).execute().map(rows -> rows.rowCount() == PROMOTED_AT_ONCE);
    }

    /** What is not to be sent any more; empty if there is nothing left. */
    public Future<List<ClaimedMessage>> claimExpired(Duration lease) {
        UUID leaseId = UUID.randomUUID();
        return pool.preparedQuery(CLAIM_EXPIRED)
                .execute(Tuple.of(leaseId, lease.toMillis()))
                .map(rows -> {
                    List<ClaimedMessage> claimed = new ArrayList<>();
                    rows.forEach(row -> claimed.add(message(row, leaseId)));
                    return claimed;
                });
    }

    /** Empty if the domain was removed since the message was accepted. */
    public Future<Optional<Letter>> letter(ClaimedMessage message) {
        return letter(message, true);
    }

    /** To be read, not sent: also of a domain that was removed, and to a recipient who is suppressed. */
    Future<Optional<Letter>> letterToRead(ClaimedMessage message) {
        return letter(message, false);
    }

    private Future<Optional<Letter>> letter(ClaimedMessage message, boolean toSend) {
        ClaimedMessage.ContentKey content = message.content();
        return pool.preparedQuery(LETTER)
                .execute(Tuple.of(content.id(), content.keepDay(), message.accountId(), message.recipient()))
                .compose(rows -> {
                    RowIterator<Row> found = rows.iterator();
                    Row row = found.hasNext() ? found.next() : null;
                    if (row == null || (toSend && row.getBuffer("sealed_key") == null)) {
                        return Future.succeededFuture(Optional.empty());
                    }
                    Letter letter = letter(row);
                    return row.getBoolean("has_attachments") && !(toSend && letter.suppressed())
                            ? attachments(content).map(letter::with).map(Optional::of)
                            : Future.succeededFuture(Optional.of(letter));
                });
    }

    private Future<List<Attachment>> attachments(ClaimedMessage.ContentKey content) {
        return addAttachments(content, (short) -1, (short) 0, new ArrayList<>());
    }

    /** {@code position} and {@code piece}: of what is there already. */
    private Future<List<Attachment>> addAttachments(
            ClaimedMessage.ContentKey content, short position, short piece, List<Attachment> attachments) {
        return pool.preparedQuery(ATTACHMENTS)
                .execute(Tuple.of(content.id(), content.keepDay(), position, piece))
                .compose(rows -> {
                    short lastPosition = position;
                    short lastPiece = piece;
                    for (Row row : rows) {
                        if (row.getShort("position") != lastPosition) {
                            attachments.add(new Attachment(
                                    row.getString("file_name"),
                                    row.getString("content_type"),
                                    row.getString("disposition"),
                                    row.getString("inline_id")));
                        }
                        attachments.getLast().add(uncopied(row.getBuffer("data")));
                        lastPosition = row.getShort("position");
                        lastPiece = row.getShort("piece");
                    }
                    return rows.size() == PIECES_AT_ONCE
                            ? addAttachments(content, lastPosition, lastPiece, attachments)
                            : Future.succeededFuture(attachments);
                });
    }

    @SuppressWarnings("deprecation") // the other ways copy, and these are megabytes
    private static byte[] uncopied(Buffer data) {
        return ByteBufUtil.getBytes(data.getByteBuf(), 0, data.length(), false);
    }

    /** For messages that were claimed but not begun; they are due again after the pause. */
    public Future<Void> giveBack(UUID lease, List<ClaimedMessage> messages, Duration pause) {
        UUID[] ids = messages.stream().map(message -> message.id().value()).toArray(UUID[]::new);
        return pool.preparedQuery(GIVE_BACK)
                .execute(Tuple.tuple().addUUID(lease).addArrayOfUUID(ids).addLong(pause.toMillis()))
                .mapEmpty();
    }

    static ClaimedMessage message(Row row, UUID lease) {
        Instant acceptedAt = row.getOffsetDateTime("accepted_at").toInstant();
        Instant scheduled = instant(row.getOffsetDateTime("first_attempt_at"));
        return new ClaimedMessage(
                new MessageId(row.getUUID("id"), row.getString("sender_domain")),
                row.getLocalDate("keep_day"),
                lease,
                row.getUUID("account_id"),
                new ClaimedMessage.ContentKey(row.getUUID("content_id"), row.getLocalDate("content_keep_day")),
                row.getInteger("content_bytes"),
                new DomainId(row.getUUID("domain_id")),
                row.getString("recipient"),
                row.getString("recipient_name"),
                List.of(row.getArrayOfStrings("tags")),
                row.getJsonObject("substitutions"),
                row.getString("sandbox_result"),
                row.getInteger("attempts"),
                row.getBoolean("deferred"),
                instant(row.getOffsetDateTime("expires_at")),
                acceptedAt,
                scheduled == null ? acceptedAt : scheduled);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** Over the domain's own host if its owner has published it, else over the platform's. */
    private Letter.Tracking tracking(Row row, Subdomains subdomains) {
        return new Letter.Tracking(
                new TrackedHtml.Wish(row.getBoolean("track_opens"), row.getBoolean("track_clicks")),
                row.getBoolean("own_tracking_host")
                        ? subdomains.trackingOrDefault() + "." + row.getString("sender_domain")
                        : hosts.tracking());
    }

    private Letter letter(Row row) {
        Subdomains subdomains = new Subdomains(
                row.getString("return_path_subdomain"),
                row.getString("tracking_subdomain"),
                row.getString("subscription_subdomain"),
                row.getString("media_subdomain"));
        Buffer key = row.getBuffer("sealed_key");
        String replyTo = row.getString("reply_to_address");
        return new Letter(
                new Letter.Shown(row.getString("from_address"), row.getString("from_name")),
                replyTo == null ? null : new Letter.Shown(replyTo, row.getString("reply_to_name")),
                shown(row.getJsonArray("to_header")),
                shown(row.getJsonArray("cc_header")),
                new Letter.Bodies(
                        row.getString("subject"),
                        row.getString("text_body"),
                        row.getString("amp_body"),
                        row.getString("html_body")),
                row.getBoolean("template"),
                row.getJsonObject("substitutions"),
                row.getJsonObject("headers"),
                List.of(),
                new Letter.Sender(
                        subdomains,
                        Objects.requireNonNullElse(row.getString("selector"), ""),
                        new DkimKeys.Sealed(key == null ? Buffer.buffer() : key)),
                tracking(row, subdomains),
                row.getBoolean("suppressed"));
    }

    private static List<Letter.Shown> shown(@Nullable JsonArray mailboxes) {
        List<Letter.Shown> shown = new ArrayList<>();
        if (mailboxes != null) {
            for (int i = 0; i < mailboxes.size(); i++) {
                JsonObject mailbox = mailboxes.getJsonObject(i);
                shown.add(new Letter.Shown(mailbox.getString("email"), mailbox.getString("name")));
            }
        }
        return shown;
    }
}

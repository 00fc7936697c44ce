package org.subaccounts.sending.message.deliver;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.mailencoder.MailEncoder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.MessageKey;
import org.subaccounts.sending.message.get.RawMessages;

/** Composes messages for those who read them, as delivery does; also of domains that were removed since. */
@ApplicationScoped
public class ComposedMessages implements RawMessages {
    private static final String SIZE = """
        select octet_length(coalesce(c.text_body, '')) + octet_length(coalesce(c.html_body, ''))
               + coalesce((select sum(octet_length(a.data)) from message_attachment a
                            where a.content_id = c.id and a.keep_day = c.keep_day), 0) as bytes
          from message m join message_content c on c.id = m.content_id and c.keep_day = m.content_keep_day
         where m.id = $1 and m.keep_day = $2 and m.content_keep_until > now()\
        """;
    private static final String CONTENT = """
        select m.id, m.sender_domain, m.account_id, m.content_id, m.content_keep_day, m.domain_id, m.recipient,
               m.recipient_name, m.accepted_at, c.from_address, c.from_name, c.reply_to_address, c.reply_to_name,
               c.subject, c.text_body, c.html_body, c.headers
          from message m join message_content c on c.id = m.content_id and c.keep_day = m.content_keep_day
         where m.id = $1 and m.keep_day = $2 and m.content_keep_until > now()\
        """;

    private final Pool pool;

    public ComposedMessages(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Optional<Long>> contentBytes(MessageKey message) {
        return row(SIZE, message)
                .map(row -> row.map(found -> found.getNumeric("bytes").longValue()));
    }

    @Override
    public Uni<Optional<byte[]>> raw(MessageKey message) {
        return row(CONTENT, message)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(row -> row.map(found -> new MailEncoder(
                                MailComposer.compose(claimed(found), letter(found)),
                                "",
                                new MailConfig().setUserAgent("mail"))
                        .encode()
                        .getBytes(StandardCharsets.UTF_8)));
    }

    private Uni<Optional<Row>> row(String sql, MessageKey message) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(sql)
                        .execute(Tuple.of(message.id(), message.keepDay()))
                        .toCompletionStage())
                .map(rows -> {
                    RowIterator<Row> found = rows.iterator();
                    return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
                });
    }

    private static ClaimedMessage claimed(Row row) {
        Instant acceptedAt = row.getOffsetDateTime("accepted_at").toInstant();
        UUID nobodys = Ids.next();
        return new ClaimedMessage(
                new MessageId(row.getUUID("id"), row.getString("sender_domain")),
                nobodys,
                row.getUUID("account_id"),
                new ClaimedMessage.ContentKey(row.getUUID("content_id"), row.getLocalDate("content_keep_day")),
                0,
                new DomainId(row.getUUID("domain_id")),
                row.getString("recipient"),
                row.getString("recipient_name"),
                List.of(),
                null,
                1,
                acceptedAt,
                acceptedAt);
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
                new Subdomains(null, null, null),
                "",
                new DkimKeys.Sealed(io.vertx.core.buffer.Buffer.buffer()));
    }
}

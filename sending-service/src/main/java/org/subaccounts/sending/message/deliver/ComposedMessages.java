package org.subaccounts.sending.message.deliver;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.subaccounts.sending.message.MessageKey;
import org.subaccounts.sending.message.get.RawMessages;
import org.subaccounts.sending.message.template.TemplateFailure;

/**
 * Writes messages for those who read them, as delivery does, but unsigned; also of domains that were removed since. One whose
 * template could not be rendered has no content.
 */
@ApplicationScoped
public class ComposedMessages implements RawMessages {
    private static final Logger LOG = Logger.getLogger(ComposedMessages.class);
    private static final UUID NO_LEASE = new UUID(0, 0);
    /** Texts are there as they are stored, rendered, encoded, and taken apart. */
    private static final String SIZE = """
            select 4 * (octet_length(coalesce(c.text_body, '')) + octet_length(coalesce(c.html_body, ''))
                        + octet_length(coalesce(c.amp_body, '')) + octet_length(coalesce(c.substitutions::text, ''))
                        + octet_length(coalesce(m.substitutions::text, '')))
                   + coalesce((select sum(octet_length(a.data)) from message_attachment a
                                where a.content_id = c.id and a.keep_day = c.keep_day), 0) as bytes
              from message m join message_content c on c.id = m.content_id and c.keep_day = m.content_keep_day
             where m.id = $1 and m.keep_day = $2 and m.content_keep_until > now()""";

    private static final String MESSAGE = """
            select m.id, m.keep_day, m.sender_domain, m.account_id, m.content_id, m.content_keep_day, 0 as content_bytes,
                   m.domain_id, m.recipient, m.recipient_name, m.tags, m.substitutions, m.sandbox_result, m.attempts, m.expires_at,
                   m.accepted_at, m.first_attempt_at, m.status = 'deferred' as deferred
              from message m
             where m.id = $1 and m.keep_day = $2 and m.content_keep_until > now()""";

    private final Pool pool;
    private final MessageQueue queue;
    private final MailWriter writer;

    public ComposedMessages(Pool pool, MessageQueue queue, MailWriter writer) {
        this.pool = pool;
        this.queue = queue;
        this.writer = writer;
    }

    @Override
    public Uni<Optional<Long>> contentBytes(MessageKey message) {
        return uni(row(SIZE, message))
                .map(row -> row.map(found -> found.getNumeric("bytes").longValue()));
    }

    @Override
    public Optional<MimeMessage> mail(MessageKey key) {
        Optional<ClaimedMessage> message = await(row(MESSAGE, key)).map(row -> MessageQueue.message(row, NO_LEASE));
        return message.flatMap(found -> await(queue.letterToRead(found)).flatMap(letter -> composed(found, letter)));
    }

    private Optional<MimeMessage> composed(ClaimedMessage message, Letter letter) {
        try {
            return Optional.of(writer.unsigned(message, letter));
        } catch (TemplateFailure e) {
            LOG.infof("message %s has no content to show: %s", message.id(), e.getMessage());
            return Optional.empty();
        } catch (MessagingException e) {
            throw new IllegalStateException("message " + message.id() + " cannot be written", e);
        }
    }

    private Future<Optional<Row>> row(String sql, MessageKey message) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(message.id(), message.keepDay()))
                .map(rows -> {
                    RowIterator<Row> found = rows.iterator();
                    return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
                });
    }

    private static <T> T await(Future<T> answer) {
        return uni(answer).await().indefinitely();
    }

    private static <T> Uni<T> uni(Future<T> future) {
        return Uni.createFrom().completionStage(future::toCompletionStage);
    }
}

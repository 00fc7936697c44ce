package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.message.Mailbox;

/** Stores the content once and a row per recipient, all rows in one statement. */
@ApplicationScoped
public class MessageInserts {
    private static final String CONTENT = """
            insert into message_content (keep_day, id, account_id, domain_id, sender_domain, from_address, from_name,
                reply_to_address, reply_to_name, subject, text_body, html_body, headers, keep_until)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::jsonb, $14)""";
    private static final String MESSAGES = """
            insert into message (keep_day, id, account_id, domain_id, content_id, content_keep_day, sender_domain, sender,
                                 recipient, recipient_name, subject, tags, accepted_at, updated_at, content_keep_until,
                                 keep_until)
            select $1, id, $2, $3, $4, $5, $6, $7, recipient, recipient_name, $8, $9, now(), now(), $10, $11
              from unnest($12::uuid[], $13::text[], $14::text[]) as r (id, recipient, recipient_name)""";
    private static final String QUEUE = """
            insert into message_queue (message_id, keep_day, account_id, content_id, content_keep_day, content_bytes, ready,
                                       due_at)
            select id, $1, $2, $3, $4, $5, true, now() from unnest($6::uuid[]) as r (id)""";

    /** Nothing of a message is deleted while it can still be delivered. */
    private static final int LONGEST_DELIVERY_DAYS = 2;

    private final ObjectMapper json;
    private final Clock clock = Clock.systemUTC();

    public MessageInserts(ObjectMapper json) {
        this.json = json;
    }

    void enlist(
            UUID accountId,
            DomainId domainId,
            AcceptedContent content,
            List<Acceptance.Addressed> messages,
            PgUnitOfWork work) {
        UUID contentId = Ids.next();
        Kept kept = Kept.from(clock.instant(), content);
        Mailbox from = content.from();
        Mailbox replyTo = content.replyTo();
        work.enlist(CONTENT, Tuple.from(new @Nullable Object[] {
            kept.contentDay(),
            contentId,
            accountId,
            domainId.value(),
            from.address().domain(),
            from.address().toString(),
            from.name(),
            replyTo == null ? null : replyTo.address().toString(),
            replyTo == null ? null : replyTo.name(),
            content.subject(),
            content.text(),
            content.html(),
            write(content.headers()),
            kept.contentUntil()
        }));
        UUID[] ids = messages.stream().map(message -> message.id().value()).toArray(UUID[]::new);
        work.enlist(MESSAGES, Tuple.from(new @Nullable Object[] {
            kept.day(),
            accountId,
            domainId.value(),
            contentId,
            kept.contentDay(),
            from.address().domain(),
            from.address().toString(),
            content.subject(),
            content.tags().toArray(String[]::new),
            kept.contentUntil(),
            kept.until(),
            ids,
            messages.stream()
                    .map(message -> message.recipient().address().toString())
                    .toArray(String[]::new),
            messages.stream().map(message -> message.recipient().name()).toArray(String[]::new)
        }));
        work.enlist(QUEUE, Tuple.from(new @Nullable Object[] {
            kept.day(), accountId, contentId, kept.contentDay(), content.sizeBytes(), ids
        }));
    }

    /** Until when content and metadata are to be had, and the days of the partitions that they are in. */
    private record Kept(LocalDate contentDay, OffsetDateTime contentUntil, LocalDate day, OffsetDateTime until) {
        static Kept from(Instant now, AcceptedContent content) {
            OffsetDateTime accepted = now.atOffset(ZoneOffset.UTC);
            OffsetDateTime contentUntil = accepted.plusDays(content.keepContentDays());
            OffsetDateTime until = accepted.plusDays(content.keepMetadataDays());
            LocalDate delivered = accepted.toLocalDate().plusDays(LONGEST_DELIVERY_DAYS);
            return new Kept(
                    later(contentUntil.toLocalDate(), delivered),
                    contentUntil,
                    later(until.toLocalDate(), delivered),
                    until);
        }

        private static LocalDate later(LocalDate one, LocalDate other) {
            return one.isAfter(other) ? one : other;
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers are not writable as JSON", e);
        }
    }
}

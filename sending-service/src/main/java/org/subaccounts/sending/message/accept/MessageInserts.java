package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.message.Mailbox;

/** Stores the content once with its files, and a row per recipient; what is to be delivered goes into the queue. */
@ApplicationScoped
public class MessageInserts {
    private static final String CONTENT = """
            insert into message_content (keep_day, id, account_id, domain_id, sender_domain, from_address, from_name,
                reply_to_address, reply_to_name, to_header, cc_header, subject, text_body, html_body, amp_body, headers,
                template, substitutions, track_opens, track_clicks, keep_until)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb, $11::text::jsonb, $12, $13, $14, $15,
                    $16::text::jsonb, $17, $18::text::json, $19, $20, $21)""";
    private static final String ATTACHMENT = """
            insert into message_attachment (keep_day, content_id, position, file_name, content_type, disposition, inline_id,
                                            data)
            values ($1, $2, $3, $4, $5, $6, $7, $8)""";

    private static final String MESSAGES = """
            insert into message (keep_day, id, account_id, domain_id, content_id, content_keep_day, sender_domain, sender,
                                 recipient, recipient_name, subject, tags, substitutions, sandbox_result, status, delivery_log,
                                 first_attempt_at, expires_at, accepted_at, updated_at, content_keep_until, keep_until)
            select $1, id, $2, $3, $4, $5, $6, $7, recipient, recipient_name, $8, $9, substitutions::json, $10,
                   case when suppressed then 'suppressed' else 'received' end,
                   case when suppressed
                        then jsonb_build_array(jsonb_build_object(
                                 'time', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                                 'status', 'suppressed', 'log', 'the recipient is suppressed'))
                        else '[]' end,
                   $11, $12, now(), now(), $13, $14
              from unnest($15::uuid[], $16::text[], $17::text[], $18::text[], $19::boolean[])
                       as r (id, recipient, recipient_name, substitutions, suppressed)""";
    private static final String QUEUE = """
            insert into message_queue (message_id, keep_day, account_id, content_id, content_keep_day, content_bytes, ready,
                                       due_at, expires_at)
            select id, $1, $2, $3, $4, $5, $6::timestamptz is null, coalesce($6, now()), $7
              from unnest($8::uuid[]) as r (id)""";

    private final ObjectMapper json;
    private final Clock clock = Clock.systemUTC();

    public MessageInserts(ObjectMapper json) {
        this.json = json;
    }

    void enlist(Senders.Sender sender, AcceptedContent content, Audience audience, PgUnitOfWork work) {
        UUID contentId = Ids.next();
        SenderDefaults settings = sender.defaults().under(content.options());
        Kept kept = Kept.from(clock.instant(), content.schedule().firstAttempt(), settings);
        work.enlist(CONTENT, contentRow(contentId, sender, content, audience, settings, kept));
        if (!content.files().isEmpty()) {
            work.enlistBatch(ATTACHMENT, fileRows(contentId, content.files(), kept));
        }
        work.enlist(MESSAGES, messageRows(contentId, sender, content, audience.messages(), kept));
        UUID[] queued = audience.messages().stream()
                .filter(message -> !message.suppressed())
                .map(message -> message.id().value())
                .toArray(UUID[]::new);
        if (queued.length > 0) {
            work.enlist(QUEUE, Tuple.from(new @Nullable Object[] {
                kept.day(),
                sender.accountId(),
                contentId,
                kept.contentDay(),
                content.sizeBytes(),
                time(content.schedule().firstAttempt()),
                time(content.schedule().expires()),
                queued
            }));
        }
    }

    /** Who gets the content; {@code to} and {@code cc}: shown to all of them, null if each sees only himself. */
    record Audience(
            List<Acceptance.Addressed> messages,
            @Nullable List<Mailbox> to,
            @Nullable List<Mailbox> cc) {
        /** Whether anybody has values for the templates. */
        boolean hasSubstitutions() {
            return messages.stream().anyMatch(message -> message.substitutions() != null);
        }
    }

    private Tuple contentRow(
            UUID contentId,
            Senders.Sender sender,
            AcceptedContent content,
            Audience audience,
            SenderDefaults settings,
            Kept kept) {
        Mailbox from = content.from();
        Mailbox replyTo = content.replyTo();
        return Tuple.from(new @Nullable Object[] {
            kept.contentDay(),
            contentId,
            sender.accountId(),
            sender.domainId().value(),
            sender.domain(),
            from.address().toString(),
            from.name(),
            replyTo == null ? null : replyTo.address().toString(),
            replyTo == null ? null : replyTo.name(),
            shown(audience.to()),
            shown(audience.cc()),
            content.subject(),
            content.bodies().text(),
            content.bodies().html(),
            content.bodies().amp(),
            write(content.headers()),
            content.substitutions() != null || audience.hasSubstitutions(),
            orNull(content.substitutions()),
            settings.trackOpens(),
            settings.trackClicks(),
            kept.contentUntil()
        });
    }

    private static List<Tuple> fileRows(UUID contentId, List<AcceptedContent.File> files, Kept kept) {
        List<Tuple> rows = new ArrayList<>(files.size());
        for (AcceptedContent.File file : files) {
            rows.add(Tuple.from(new @Nullable Object[] {
                kept.contentDay(),
                contentId,
                (short) rows.size(),
                file.name(),
                file.contentType(),
                file.disposition(),
                file.inlineId(),
                uncopied(file.data())
            }));
        }
        return rows;
    }

    @SuppressWarnings("deprecation") // the other ways copy, and these are megabytes
    private static Buffer uncopied(byte[] data) {
        return Buffer.buffer(Unpooled.wrappedBuffer(data));
    }

    private Tuple messageRows(
            UUID contentId,
            Senders.Sender sender,
            AcceptedContent content,
            List<Acceptance.Addressed> messages,
            Kept kept) {
        return Tuple.from(new @Nullable Object[] {
            kept.day(),
            sender.accountId(),
            sender.domainId().value(),
            contentId,
            kept.contentDay(),
            sender.domain(),
            content.from().address().toString(),
            content.subject(),
            content.tags().toArray(String[]::new),
            content.sandboxResult(),
            time(content.schedule().firstAttempt()),
            time(content.schedule().expires()),
            kept.contentUntil(),
            kept.until(),
            column(messages, message -> message.id().value(), new UUID[0]),
            column(messages, message -> message.recipient().address().toString(), new String[0]),
            column(messages, message -> message.recipient().name(), new @Nullable String[0]),
            column(messages, message -> orNull(message.substitutions()), new @Nullable String[0]),
            column(messages, Acceptance.Addressed::suppressed, new Boolean[0])
        });
    }

    private static <T extends @Nullable Object> T[] column(
            List<Acceptance.Addressed> messages, Function<Acceptance.Addressed, T> value, T[] empty) {
        return messages.stream().map(value).toList().toArray(empty);
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    private @Nullable String shown(@Nullable List<Mailbox> mailboxes) {
        return mailboxes == null
                ? null
                : write(mailboxes.stream()
                        .map(mailbox -> Map.of(
                                "email",
                                mailbox.address().toString(),
                                "name",
                                Objects.requireNonNullElse(mailbox.name(), "")))
                        .toList());
    }

    private @Nullable String orNull(@Nullable Object value) {
        return value == null ? null : write(value);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what came as JSON is not writable as JSON", e);
        }
    }
}

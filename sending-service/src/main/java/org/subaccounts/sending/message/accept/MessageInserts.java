package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
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

/** Stores contents once with their files, and a row per recipient; what is to be delivered goes into the queue. */
@ApplicationScoped
public class MessageInserts {
    /** $1 to $28: contents, a column each; $29 to $35: their recipients, each with the place of his content. */
    private static final String MESSAGES = """
            with c as (
                select *, array(select jsonb_array_elements_text(tags::jsonb)) as tag_array
                  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::timestamptz[], $6::date[], $7::timestamptz[],
                              $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
                              $16::text[], $17::text[], $18::text[], $19::text[], $20::boolean[], $21::text[], $22::boolean[],
                              $23::boolean[], $24::text[], $25::text[], $26::timestamptz[], $27::timestamptz[], $28::integer[])
                       with ordinality
                       as c (id, account_id, domain_id, content_day, content_until, day, until,
                             sender_domain, from_address, from_name, reply_to_address, reply_to_name, to_header, cc_header, subject,
                             text_body, html_body, amp_body, headers, template, substitutions, track_opens,
                             track_clicks, tags, sandbox_result, first_attempt_at, expires_at, bytes, place)
            ), r as (
                select *
                  from unnest($29::bigint[], $30::uuid[], $31::text[], $32::text[], $33::text[], $34::text[], $35::boolean[])
                       as r (place, id, recipient, recipient_name, subject, substitutions, suppressed)
            ), content as (
                insert into message_content (keep_day, id, account_id, domain_id, sender_domain, from_address, from_name,
                    reply_to_address, reply_to_name, to_header, cc_header, subject, text_body, html_body, amp_body, headers,
                    template, substitutions, track_opens, track_clicks, keep_until)
                select content_day, id, account_id, domain_id, sender_domain, from_address, from_name,
                       reply_to_address, reply_to_name, to_header::jsonb, cc_header::jsonb, subject, text_body, html_body, amp_body,
                       headers::jsonb, template, substitutions::json, track_opens, track_clicks, content_until
                  from c
            ), messages as (
                insert into message (keep_day, id, account_id, domain_id, content_id, content_keep_day, sender_domain, sender,
                                     recipient, recipient_name, subject, tags, substitutions, sandbox_result, status, delivery_log,
                                     first_attempt_at, expires_at, accepted_at, updated_at, content_keep_until, keep_until)
                select c.day, r.id, c.account_id, c.domain_id, c.id, c.content_day, c.sender_domain, c.from_address,
                       r.recipient, r.recipient_name, coalesce(r.subject, c.subject), c.tag_array,
                       r.substitutions::json, c.sandbox_result,
                       case when r.suppressed then 'suppressed' else 'received' end,
                       case when r.suppressed
                            then delivery_log_entry('suppressed', 'the recipient is suppressed') else '[]' end,
                       c.first_attempt_at, c.expires_at, now(), now(), c.content_until, c.until
                  from c join r using (place)
            )
            insert into message_queue (message_id, keep_day, account_id, content_id, content_keep_day, content_bytes, ready,
                                       due_at, expires_at)
            select r.id, c.day, c.account_id, c.id, c.content_day, c.bytes, c.first_attempt_at is null,
                   coalesce(c.first_attempt_at, now()), c.expires_at
              from c join r using (place)
             where not r.suppressed""";

    private static final String ATTACHMENT = """
            insert into message_attachment (keep_day, content_id, position, piece, file_name, content_type, disposition,
                                            inline_id, data)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""";
    /** Of a file in one row. */
    private static final int PIECE_BYTES = 512 * 1024;
    /** As JSON, and taken apart. */
    private static final int VALUES_IN_MEMORY = 4;

    private final ObjectMapper json;
    private final Clock clock = Clock.systemUTC();

    public MessageInserts(ObjectMapper json) {
        this.json = json;
    }

    /** One content and those who get it. */
    record Mailing(Senders.Sender sender, AcceptedContent content, Audience audience) {}

    /** All in one statement, files piece by piece. At least one. */
    void enlist(List<Mailing> mailings, PgUnitOfWork work) {
        List<Row> rows = mailings.stream().map(this::row).toList();
        work.enlist(MESSAGES, Tuple.from(columns(rows)));
        for (Row row : rows) {
            enlistFiles(row, work);
        }
    }

    /** {@code substitutions}: those for all, as JSON. */
    private record Row(
            UUID id,
            Mailing mailing,
            SenderDefaults settings,
            Kept kept,
            @Nullable String substitutions) {
        private AcceptedContent content() {
            return mailing.content();
        }

        private Senders.Sender sender() {
            return mailing.sender();
        }
    }

    private Row row(Mailing mailing) {
        SenderDefaults settings =
                mailing.sender().defaults().under(mailing.content().options());
        Instant firstAttempt = mailing.content().schedule().firstAttempt();
        return new Row(
                Ids.next(),
                mailing,
                settings,
                Kept.from(clock.instant(), firstAttempt, settings),
                orNull(mailing.content().substitutions()));
    }

    /** A recipient with the place of his content, from 1, and his substitutions as JSON. */
    private record Placed(
            long place,
            Acceptance.Addressed message,
            @Nullable String substitutions) {}

    private @Nullable Object[] columns(List<Row> rows) {
        List<Placed> placed = new ArrayList<>();
        Integer[] bytes = new Integer[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            int own = 0;
            for (Acceptance.Addressed message : rows.get(i).mailing().audience().messages()) {
                Placed one = new Placed(i + 1L, message, orNull(message.substitutions()));
                placed.add(one);
                own = Math.max(own, length(one.substitutions()));
            }
            bytes[i] = rows.get(i).content().deliveryBytes()
                    + VALUES_IN_MEMORY * (length(rows.get(i).substitutions()) + own);
        }
        return new @Nullable Object[] {
            column(rows, Row::id, new UUID[0]),
            column(rows, row -> row.sender().accountId(), new UUID[0]),
            column(rows, row -> row.sender().domainId().value(), new UUID[0]),
            column(rows, row -> row.kept().contentDay(), new LocalDate[0]),
            column(rows, row -> row.kept().contentUntil(), new OffsetDateTime[0]),
            column(rows, row -> row.kept().day(), new LocalDate[0]),
            column(rows, row -> row.kept().until(), new OffsetDateTime[0]),
            column(rows, row -> row.sender().domain(), new String[0]),
            column(rows, row -> row.content().from().address().toString(), new String[0]),
            column(rows, row -> row.content().from().name(), new @Nullable String[0]),
            column(rows, row -> address(row.content().replyTo()), new @Nullable String[0]),
            column(rows, row -> name(row.content().replyTo()), new @Nullable String[0]),
            column(rows, row -> shown(row.mailing().audience().to()), new @Nullable String[0]),
            column(rows, row -> shown(row.mailing().audience().cc()), new @Nullable String[0]),
            column(rows, row -> row.content().subject(), new String[0]),
            column(rows, row -> row.content().bodies().text(), new @Nullable String[0]),
            column(rows, row -> row.content().bodies().html(), new @Nullable String[0]),
            column(rows, row -> row.content().bodies().amp(), new @Nullable String[0]),
            column(rows, row -> write(row.content().headers()), new String[0]),
            column(rows, MessageInserts::isTemplate, new Boolean[0]),
            column(rows, Row::substitutions, new @Nullable String[0]),
            column(rows, row -> row.settings().trackOpens(), new Boolean[0]),
            column(rows, row -> row.settings().trackClicks(), new Boolean[0]),
            column(rows, row -> write(row.content().tags()), new String[0]),
            column(rows, row -> row.content().sandboxResult(), new @Nullable String[0]),
            column(rows, row -> time(row.content().schedule().firstAttempt()), new @Nullable OffsetDateTime[0]),
            column(rows, row -> time(row.content().schedule().expires()), new @Nullable OffsetDateTime[0]),
            bytes,
            column(placed, Placed::place, new Long[0]),
            column(placed, one -> one.message().id().value(), new UUID[0]),
            column(placed, one -> one.message().recipient().address().toString(), new String[0]),
            column(placed, one -> one.message().recipient().name(), new @Nullable String[0]),
            column(placed, one -> one.message().subject(), new @Nullable String[0]),
            column(placed, Placed::substitutions, new @Nullable String[0]),
            column(placed, one -> one.message().suppressed(), new Boolean[0])
        };
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static boolean isTemplate(Row row) {
        return row.content().substitutions() != null || row.mailing().audience().hasSubstitutions();
    }

    private static @Nullable String address(@Nullable Mailbox mailbox) {
        return mailbox == null ? null : mailbox.address().toString();
    }

    private static @Nullable String name(@Nullable Mailbox mailbox) {
        return mailbox == null ? null : mailbox.name();
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

    private static void enlistFiles(Row row, PgUnitOfWork work) {
        short position = 0;
        for (AcceptedContent.File file : row.content().files()) {
            short piece = 0;
            int from = 0;
            do {
                int length = Math.min(PIECE_BYTES, file.data().length - from);
                work.enlistLarge(ATTACHMENT, Tuple.from(new @Nullable Object[] {
                    row.kept().contentDay(),
                    row.id(),
                    position,
                    piece,
                    file.name(),
                    file.contentType(),
                    file.disposition(),
                    file.inlineId(),
                    uncopied(file.data(), from, length)
                }));
                from += length;
                piece++;
            } while (from < file.data().length);
            position++;
        }
    }

    @SuppressWarnings("deprecation") // the other ways copy, and these are megabytes
    private static Buffer uncopied(byte[] data, int from, int length) {
        return Buffer.buffer(Unpooled.wrappedBuffer(data, from, length));
    }

    private static <R, T extends @Nullable Object> T[] column(List<R> rows, Function<R, T> value, T[] empty) {
        return rows.stream().map(value).toList().toArray(empty);
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

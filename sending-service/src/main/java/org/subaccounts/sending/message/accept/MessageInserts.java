package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
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
            insert into message_content (id, account_id, domain_id, sender_domain, from_address, from_name,
                reply_to_address, reply_to_name, subject, text_body, html_body, headers, tags, keep_until)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text::jsonb, $13,
                    now() + make_interval(days => $14))""";
    private static final String MESSAGES = """
            insert into message (id, content_id, content_bytes, account_id, domain_id, sender_domain, recipient,
                                 recipient_name, due_at, accepted_at, keep_until)
            select id, $1, $2, $3, $4, $5, recipient, recipient_name, now(), now(), now() + make_interval(days => $6)
              from unnest($7::uuid[], $8::text[], $9::text[]) as r (id, recipient, recipient_name)""";

    private final ObjectMapper json;

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
        Mailbox replyTo = content.replyTo();
        work.enlist(CONTENT, Tuple.from(new @Nullable Object[] {
            contentId,
            accountId,
            domainId.value(),
            content.from().address().domain(),
            content.from().address().toString(),
            content.from().name(),
            replyTo == null ? null : replyTo.address().toString(),
            replyTo == null ? null : replyTo.name(),
            content.subject(),
            content.text(),
            content.html(),
            write(content.headers()),
            content.tags().toArray(String[]::new),
            content.keepContentDays()
        }));
        work.enlist(
                MESSAGES,
                Tuple.of(
                                contentId,
                                content.sizeBytes(),
                                accountId,
                                domainId.value(),
                                content.from().address().domain(),
                                content.keepMetadataDays())
                        .addArrayOfUUID(messages.stream()
                                .map(message -> message.id().value())
                                .toArray(UUID[]::new))
                        .addArrayOfString(messages.stream()
                                .map(message -> message.recipient().address().toString())
                                .toArray(String[]::new))
                        .addArrayOfString(messages.stream()
                                .map(message -> message.recipient().name())
                                .toArray(String[]::new)));
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers are not writable as JSON", e);
        }
    }
}

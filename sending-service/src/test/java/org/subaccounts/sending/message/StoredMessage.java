package org.subaccounts.sending.message;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.TestAccount;

/** A message as it may stand in the table, whatever brought it there; in the queue, too, if it is scheduled. */
public final class StoredMessage {
    private static final String CONTENT = """
            insert into message_content (keep_day, id, account_id, domain_id, sender_domain, from_address, subject, text_body,
                                         headers, keep_until)
            values ($1, $2, $3, $4, $5, $6, $7, 'Hello', '{}', $8)""";
    private static final String MESSAGE = """
            insert into message (keep_day, id, account_id, domain_id, content_id, content_keep_day, sender_domain, sender,
                recipient, subject, tags, sandbox_result, status, delivery_log, attempts, bounce_classification,
                first_attempt_at, accepted_at, updated_at, content_keep_until, keep_until)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::text::jsonb, $15, $16, $17, $18, $18, $19, $20)""";
    private static final String QUEUE = """
            insert into message_queue (message_id, keep_day, account_id, content_id, content_keep_day, content_bytes, ready,
                                       due_at)
            values ($1, $2, $3, $4, $5, 5, false, $6)""";

    /** A millisecond at least lies between two messages: ids of the same one have no order. */
    private static final AtomicLong LAST_MILLISECOND = new AtomicLong();

    private final TestAccount account;
    private final String domain;
    private UUID domainId = Ids.next();
    private UUID id;
    private String recipient = "ann@example.org";
    private String subject = "Hello";
    private List<String> tags = List.of();
    private String status = "received";
    private @Nullable String sandboxResult;
    private String log = "[]";
    private int attempts;
    private @Nullable String classification;
    private @Nullable OffsetDateTime scheduled;
    private OffsetDateTime accepted;
    private int keepDays = 30;
    private int keepContentDays = 7;

    private StoredMessage(TestAccount account, String domain) {
        this.account = account;
        this.domain = domain;
        Instant now = Instant.ofEpochMilli(
                LAST_MILLISECOND.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis())));
        accepted = now.atOffset(ZoneOffset.UTC);
        id = idAt(now);
    }

    public static StoredMessage of(TestAccount account, String domain) {
        return new StoredMessage(account, domain);
    }

    public StoredMessage domainId(UUID value) {
        domainId = value;
        return this;
    }

    public StoredMessage id(UUID value) {
        id = value;
        return this;
    }

    public StoredMessage to(String value) {
        recipient = value;
        return this;
    }

    public StoredMessage subject(String value) {
        subject = value;
        return this;
    }

    public StoredMessage tags(String... values) {
        tags = List.of(values);
        return this;
    }

    public StoredMessage status(String value) {
        status = value;
        return this;
    }

    public StoredMessage sandbox(String result) {
        sandboxResult = result;
        return this;
    }

    public StoredMessage attempts(int count, String logJson, String bounceClassification) {
        attempts = count;
        log = logJson;
        classification = bounceClassification;
        return this;
    }

    public StoredMessage scheduled(Instant firstAttempt) {
        scheduled = firstAttempt.atOffset(ZoneOffset.UTC);
        return this;
    }

    /** Its id says so, too. */
    public StoredMessage accepted(Instant time) {
        accepted = time.atOffset(ZoneOffset.UTC);
        id = idAt(time);
        return this;
    }

    private static UUID idAt(Instant time) {
        UUID fresh = Ids.next();
        return new UUID(
                (time.toEpochMilli() << 16) | (fresh.getMostSignificantBits() & 0xffff),
                fresh.getLeastSignificantBits());
    }

    /** Negative: its retention has passed. */
    public StoredMessage keep(int days, int contentDays) {
        keepDays = days;
        keepContentDays = contentDays;
        return this;
    }

    public UUID store(Pool pool) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        LocalDate day = today.plusDays(Math.max(1, keepDays));
        LocalDate contentDay = today.plusDays(Math.max(1, keepContentDays));
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        UUID contentId = Ids.next();
        done(pool.preparedQuery(CONTENT)
                .execute(Tuple.of(contentDay, contentId, account.id(), domainId, domain, "news@" + domain)
                        .addString(subject)
                        .addOffsetDateTime(now.plusDays(keepContentDays))));
        done(pool.preparedQuery(MESSAGE)
                .execute(Tuple.of(day, id, account.id(), domainId, contentId, contentDay)
                        .addString(domain)
                        .addString("news@" + domain)
                        .addString(recipient)
                        .addString(subject)
                        .addArrayOfString(tags.toArray(String[]::new))
                        .addString(sandboxResult)
                        .addString(status)
                        .addString(log)
                        .addInteger(attempts)
                        .addString(classification)
                        .addOffsetDateTime(scheduled)
                        .addOffsetDateTime(accepted)
                        .addOffsetDateTime(now.plusDays(keepContentDays))
                        .addOffsetDateTime(now.plusDays(keepDays))));
        if (scheduled != null) {
            done(pool.preparedQuery(QUEUE).execute(Tuple.of(id, day, account.id(), contentId, contentDay, scheduled)));
        }
        return id;
    }

    @CanIgnoreReturnValue
    public static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}

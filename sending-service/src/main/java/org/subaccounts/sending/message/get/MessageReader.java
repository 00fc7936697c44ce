package org.subaccounts.sending.message.get;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.TooManyAtOnce;
import org.subaccounts.sending.UnderWay;
import org.subaccounts.sending.message.ContentMemory;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.MessageKey;
import org.subaccounts.sending.message.MessageNotFound;
import org.subaccounts.sending.message.MessageRows;
import org.subaccounts.sending.message.MessageSummary;

/** Reads one message, with content as long as that is kept. */
@ApplicationScoped
public class MessageReader {
    private static final String FIND = "select " + MessageRows.COLUMNS + """
            , m.keep_day, m.content_keep_until > now() as has_content
              from message m
             where m.id = $1 and m.account_id = $2 and m.keep_day >= $3 and m.keep_until > now()
               and ($4::text is null or m.sender_domain = $4) and ($5::text[] is null or m.sender_domain = any($5))""";

    /** Each has a thread for itself; there are some hundred. */
    private static final int MOST_OF_ACCOUNT = 64;

    private final Pool pool;
    private final RawMessages raws;
    private final ContentMemory memory;
    private final UnderWay reading = new UnderWay(MOST_OF_ACCOUNT);

    public MessageReader(Pool pool, RawMessages raws, ContentMemory memory) {
        this.pool = pool;
        this.raws = raws;
        this.memory = memory;
    }

    /**
     * A message that was found; its content is in memory until it is closed, if it is there.
     *
     * @param place of the content in memory
     * @param end of the reading
     */
    record Found(MessageDetails details, ContentMemory.@Nullable Place place, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            if (place != null) {
                place.leave();
            }
            end.run();
        }
    }

    /** Throws {@link MessageNotFound}, {@link TooManyAtOnce}, {@link ContentMemory.Busy}. Null domains: all. Blocks. */
    Found read(UUID account, MessageId.Reference id, @Nullable Set<String> domains) {
        Runnable end = reading.begin(account);
        try {
            return read(account, id, domains, end);
        } catch (RuntimeException e) {
            end.run();
            throw e;
        }
    }

    private Found read(UUID account, MessageId.Reference id, @Nullable Set<String> domains, Runnable end) {
        Tuple arguments = Tuple.tuple()
                .addUUID(id.value())
                .addUUID(account)
                .addLocalDate(LocalDate.now(ZoneOffset.UTC))
                .addString(id.senderDomain())
                .addArrayOfString(domains == null ? null : domains.toArray(String[]::new));
        RowIterator<Row> found = await(Uni.createFrom()
                        .completionStage(() ->
                                pool.preparedQuery(FIND).execute(arguments).toCompletionStage()))
                .iterator();
        if (!found.hasNext()) {
            throw new MessageNotFound();
        }
        Row row = found.next();
        MessageSummary summary = MessageRows.summary(row);
        MessageKey key = new MessageKey(id.value(), row.getLocalDate("keep_day"));
        Optional<Long> bytes = row.getBoolean("has_content") ? await(raws.contentBytes(key)) : Optional.empty();
        return bytes.isEmpty()
                ? new Found(MessageDetails.of(summary, null), null, end)
                : withContent(
                        summary,
                        key,
                        bytes.get() > ContentMemory.FREE_BYTES
                                ? await(Uni.createFrom().completionStage(memory.entered(account, bytes.get())))
                                : null,
                        end);
    }

    private Found withContent(
            MessageSummary summary, MessageKey key, ContentMemory.@Nullable Place place, Runnable end) {
        try {
            Optional<MimeMessage> mail = raws.mail(key);
            MessageDetails.Content content =
                    mail.isEmpty() ? null : new MessageDetails.Content(mail.get(), ParsedContent.of(mail.get()));
            return new Found(MessageDetails.of(summary, content), place, end);
        } catch (MessagingException | IOException | RuntimeException e) {
            if (place != null) {
                place.leave();
            }
            throw e instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException("what was composed cannot be read", e);
        }
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().indefinitely();
    }
}

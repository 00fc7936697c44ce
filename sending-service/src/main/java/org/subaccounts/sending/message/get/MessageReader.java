package org.subaccounts.sending.message.get;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.MessageKey;
import org.subaccounts.sending.message.MessageNotFound;
import org.subaccounts.sending.message.MessageRows;

/** Reads one message, with content as long as that is kept. */
@ApplicationScoped
public class MessageReader {
    private static final String FIND = "select " + MessageRows.COLUMNS + """
            , m.keep_day, m.content_keep_until > now() as has_content
              from message m
             where m.id = $1 and m.account_id = $2 and m.keep_day >= $3 and m.keep_until > now()
               and ($4::text is null or m.sender_domain = $4) and ($5::text[] is null or m.sender_domain = any($5))""";

    /** In memory there are the content, the message composed of it, its parts, and the answer. */
    private static final int COPIES = 6;

    private static final int OVERHEAD_BYTES = 100_000;

    private final Pool pool;
    private final RawMessages raws;
    private final MemoryBudget memory;

    public MessageReader(Pool pool, RawMessages raws, MemoryBudget memory) {
        this.pool = pool;
        this.raws = raws;
        this.memory = memory;
    }

    /**
     * Fails with {@link MessageNotFound}. Null domains: all. {@code atEndOfAnswer} is given what has to run when the answer
     * has been sent.
     */
    Uni<MessageDetails> read(
            UUID account, MessageId.Reference id, @Nullable Set<String> domains, Consumer<Runnable> atEndOfAnswer) {
        Tuple arguments = Tuple.tuple()
                .addUUID(id.value())
                .addUUID(account)
                .addLocalDate(LocalDate.now(ZoneOffset.UTC))
                .addString(id.senderDomain())
                .addArrayOfString(domains == null ? null : domains.toArray(String[]::new));
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(FIND).execute(arguments).toCompletionStage())
                .chain(rows -> {
                    RowIterator<Row> found = rows.iterator();
                    if (!found.hasNext()) {
                        throw new MessageNotFound();
                    }
                    Row row = found.next();
                    MessageKey key = new MessageKey(id.value(), row.getLocalDate("keep_day"));
                    return (row.getBoolean("has_content") ? content(key, atEndOfAnswer) : nothing())
                            .map(content -> MessageDetails.of(MessageRows.summary(row), content.orElse(null)));
                });
    }

    private static Uni<Optional<MessageDetails.Content>> nothing() {
        return Uni.createFrom().item(Optional.empty());
    }

    private Uni<Optional<MessageDetails.Content>> content(MessageKey key, Consumer<Runnable> atEndOfAnswer) {
        return raws.contentBytes(key)
                .chain(bytes -> bytes.isEmpty()
                        ? nothing()
                        : memory.take(bytes.get() * COPIES + OVERHEAD_BYTES).chain(share -> {
                            atEndOfAnswer.accept(share::giveBack);
                            return raws.raw(key)
                                    .emitOn(Infrastructure.getDefaultWorkerPool())
                                    .map(raw -> raw.map(MessageReader::parsed))
                                    .onFailure()
                                    .invoke(share::giveBack);
                        }));
    }

    private static MessageDetails.Content parsed(byte[] raw) {
        try {
            return new MessageDetails.Content(new String(raw, StandardCharsets.UTF_8), ParsedContent.of(raw));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

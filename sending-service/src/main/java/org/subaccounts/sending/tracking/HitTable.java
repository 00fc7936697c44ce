package org.subaccounts.sending.tracking;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.CommitOutcomeUnknownException;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.platform.eventstore.OutboxEvent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.message.MessageEvent;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.MessageKey;

/**
 * Counts and their events, in one transaction, which fails when somebody else has counted since: so exactly one event of a
 * message is the first. Of one message at most so many openings and so many clicks have an event; the counts go on.
 */
@ApplicationScoped
public class HitTable {
    private static final String READ = """
            select m.id, m.keep_day, m.account_id, m.sender_domain, m.recipient, m.tags, m.open_count, m.click_count,
                   m.sandbox_result is not null as sandbox
              from unnest($1::uuid[], $2::date[]) as h (id, keep_day)
              join message m on m.id = h.id and m.keep_day = h.keep_day
             where m.keep_day = any($2) and m.keep_until > now()""";
    private static final String COUNT = "select message_count_hits($1, $2, $3, $4, $5, $6)";
    private static final String CONFLICT = "SE501";
    private static final int MAX_EVENTS_PER_APPEND = 1_000;
    private static final Map<String, String> ACTOR = Map.of("actor", "tracking");

    private final Pool pool;
    private final Outbox outbox;
    private final int eventsPerMessage;

    public HitTable(
            Pool pool,
            Outbox outbox,
            @ConfigProperty(name = "sending.tracking.events-per-message") int eventsPerMessage) {
        this.pool = pool;
        this.outbox = outbox;
        this.eventsPerMessage = eventsPerMessage;
    }

    private record Counted(
            MessageKey key,
            UUID accountId,
            MessageId id,
            String recipient,
            List<String> tags,
            boolean sandbox,
            int opens,
            int clicks,
            Hits.OfMessage hits) {
        String recipientDomain() {
            return recipient.substring(recipient.lastIndexOf('@') + 1);
        }
    }

    /** Messages that are gone are passed over. */
    Future<Void> record(Map<MessageKey, Hits.OfMessage> hits) {
        UUID[] ids = hits.keySet().stream().map(MessageKey::id).toArray(UUID[]::new);
        LocalDate[] days = hits.keySet().stream().map(MessageKey::keepDay).toArray(LocalDate[]::new);
        return pool.preparedQuery(READ)
                .execute(Tuple.tuple().addArrayOfUUID(ids).addArrayOfLocalDate(days))
                .compose(rows -> {
                    List<Counted> messages = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        MessageKey key = new MessageKey(row.getUUID("id"), row.getLocalDate("keep_day"));
                        Hits.OfMessage ofMessage = hits.get(key);
                        if (ofMessage != null) {
                            messages.add(counted(row, key, ofMessage));
                        }
                    }
                    return messages.isEmpty() ? Future.succeededFuture() : count(messages);
                });
    }

    private static Counted counted(Row row, MessageKey key, Hits.OfMessage hits) {
        return new Counted(
                key,
                row.getUUID("account_id"),
                new MessageId(key.id(), row.getString("sender_domain")),
                row.getString("recipient"),
                List.of(row.getArrayOfStrings("tags")),
                row.getBoolean("sandbox"),
                row.getInteger("open_count"),
                row.getInteger("click_count"),
                hits);
    }

    private Future<Void> count(List<Counted> messages) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        work.enlist(
                COUNT,
                Tuple.tuple()
                        .addArrayOfUUID(messages.stream()
                                .map(message -> message.key().id())
                                .toArray(UUID[]::new))
                        .addArrayOfLocalDate(messages.stream()
                                .map(message -> message.key().keepDay())
                                .toArray(LocalDate[]::new))
                        .addArrayOfInteger(numbers(messages, Counted::opens))
                        .addArrayOfInteger(numbers(messages, Counted::clicks))
                        .addArrayOfInteger(
                                numbers(messages, message -> message.hits().opens()))
                        .addArrayOfInteger(
                                numbers(messages, message -> message.hits().clicks())));
        List<OutboxEvent> events = messages.stream()
                .flatMap(message -> events(message).stream())
                .map(event -> event.toOutbox(ACTOR))
                .toList();
        for (int from = 0; from < events.size(); from += MAX_EVENTS_PER_APPEND) {
            outbox.append(work, events.subList(from, Math.min(events.size(), from + MAX_EVENTS_PER_APPEND)));
        }
        return Future.fromCompletionStage(work.commit());
    }

    private static Integer[] numbers(List<Counted> messages, ToIntFunction<Counted> number) {
        return messages.stream().map(number::applyAsInt).toArray(Integer[]::new);
    }

    private List<MessageEvent> events(Counted message) {
        MessageEvent.About about = new MessageEvent.About(
                message.accountId(), message.id(), message.recipientDomain(), message.tags(), message.sandbox());
        List<MessageEvent> events = new ArrayList<>();
        IntStream.range(
                        message.opens(),
                        Math.min(
                                eventsPerMessage,
                                message.opens() + message.hits().opens()))
                .forEach(before -> events.add(new MessageEvent.MessageOpened(about, before == 0)));
        List<String> urls = message.hits().urls();
        IntStream.range(0, Math.min(urls.size(), eventsPerMessage - message.clicks()))
                .forEach(click -> events.add(
                        new MessageEvent.MessageClicked(about, urls.get(click), message.clicks() + click == 0)));
        return events;
    }

    /** Somebody else has counted since the counts were read, or a message was deleted. */
    static boolean isConflict(Throwable failure) {
        return cause(failure) instanceof PgException refused && CONFLICT.equals(refused.getSqlState());
    }

    static boolean mayBeRecorded(Throwable failure) {
        return cause(failure) instanceof CommitOutcomeUnknownException;
    }

    private static @Nullable Throwable cause(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }
}

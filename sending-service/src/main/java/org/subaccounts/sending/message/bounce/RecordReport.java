package org.subaccounts.sending.message.bounce;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.message.BounceClassification;
import org.subaccounts.sending.message.EndRecording;
import org.subaccounts.sending.message.MessageEvent;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.suppression.Origin;

/**
 * What a notification changes, in one transaction: a failure makes the message bounced, once, with event, suppression and
 * reputation; a delay is only written into its log. The same notification again changes nothing.
 */
@ApplicationScoped
public class RecordReport {
    /** By the id alone, through the index of every day: notifications are few. Sandbox messages are never sent. */
    private static final String FIND = """
            select id, sender_domain, keep_day, account_id, recipient, tags, attempts, status
              from message where id = $1 and sandbox_result is null""";

    private static final String BOUNCE = "select message_bounce($1, $2, $3, $4)";
    private static final String NOT_DELIVERED = "SE002";
    private static final String DELAY = """
            update message set delivery_log = delivery_log || delivery_log_entry('deferred', $3), updated_at = now()
             where id = $1 and keep_day = $2 and jsonb_array_length(delivery_log) < 50
               and not delivery_log @> jsonb_build_array(jsonb_build_object('log', $3::text))""";
    private static final Map<String, String> ACTOR = Map.of("actor", "receiver");

    private final Pool pool;
    private final EndRecording recording;
    private final MeterRegistry meters;

    /** Whether the notification is done with, or is to come again: its message is still under way to the relay. */
    enum Result {
        DONE,
        TOO_EARLY
    }

    public RecordReport(Pool pool, EndRecording recording, MeterRegistry meters) {
        this.pool = pool;
        this.recording = recording;
        this.meters = meters;
    }

    Uni<Optional<ReportedMessage>> find(UUID messageId) {
        return Uni.createFrom()
                .completionStage(() ->
                        pool.preparedQuery(FIND).execute(Tuple.of(messageId)).toCompletionStage())
                .map(rows -> {
                    RowIterator<Row> found = rows.iterator();
                    return found.hasNext() ? Optional.of(message(found.next())) : Optional.empty();
                });
    }

    /** Completes after the commit. */
    Uni<Result> record(UUID messageId, DeliveryReport report) {
        return find(messageId)
                .chain(found -> found.isEmpty() ? done() : record(found.get(), report))
                .invoke(() -> meters.counter(
                                "sending.reports.received",
                                "action",
                                report.action().name().toLowerCase(Locale.ROOT))
                        .increment());
    }

    private Uni<Result> record(ReportedMessage message, DeliveryReport report) {
        if (report.action() == DeliveryReport.Action.OTHER) {
            return done();
        }
        return switch (message.status()) {
            // The relay was faster than the record of its answer, or the message is sent again after a crash.
            case "received", "deferred" -> Uni.createFrom().item(Result.TOO_EARLY);
            case "delivered" ->
                report.action() == DeliveryReport.Action.FAILED
                        ? bounce(message, report.text())
                        : delay(message, report.text());
            default -> done(); // reported before, or never sent
        };
    }

    private Uni<Result> bounce(ReportedMessage message, String text) {
        BounceClassification why = BounceClassification.of(text);
        return Uni.createFrom()
                .completionStage(() -> {
                    PgUnitOfWork work = PgUnitOfWork.standalone(pool);
                    work.enlist(BOUNCE, Tuple.of(message.id().value(), message.keepDay(), text, why.stored()));
                    recording
                            .outbox()
                            .append(
                                    work,
                                    List.of(new MessageEvent.MessageBounced(
                                                    message.about(), message.attempts(), text, why.stored())
                                            .toOutbox(ACTOR)));
                    if (why.aboutAddress()) {
                        recording
                                .addresses()
                                .suppress(work, message.about(), message.recipient(), text, Origin.HARD_BOUNCE);
                    }
                    recording.reputation().bouncedLater(work, message.accountId());
                    return work.commit();
                })
                .chain(RecordReport::done)
                .onFailure(RecordReport::isReportedMeanwhile)
                .recoverWithUni(RecordReport::done);
    }

    private Uni<Result> delay(ReportedMessage message, String text) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(DELAY)
                        .execute(Tuple.of(message.id().value(), message.keepDay(), text))
                        .toCompletionStage())
                .chain(RecordReport::done);
    }

    private static Uni<Result> done() {
        return Uni.createFrom().item(Result.DONE);
    }

    private static boolean isReportedMeanwhile(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PgException refused && NOT_DELIVERED.equals(refused.getSqlState());
    }

    private static ReportedMessage message(Row row) {
        return new ReportedMessage(
                new MessageId(row.getUUID("id"), row.getString("sender_domain")),
                row.getLocalDate("keep_day"),
                row.getUUID("account_id"),
                row.getString("recipient"),
                List.of(row.getArrayOfStrings("tags")),
                row.getInteger("attempts"),
                row.getString("status"));
    }
}

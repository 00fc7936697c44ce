package org.subaccounts.sending.message.deliver;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.message.MessageEvent;

/** Records how an attempt ended: state and event in one transaction, only while this worker still owns the message. */
@ApplicationScoped
public class Outcomes {
    private static final Logger LOG = Logger.getLogger(Outcomes.class);
    private static final String END_ATTEMPT = "select message_end_attempt($1, $2, $3, $4, $5, $6)";
    private static final String LEASE_LOST = "SE001";
    private static final Map<String, String> ACTOR = Map.of("actor", "delivery");
    private static final int RETRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(3);

    private final Pool pool;
    private final Outbox outbox;
    private final RetrySchedule schedule;
    private final MeterRegistry meters;

    public Outcomes(Pool pool, Outbox outbox, DeliverySettings settings, MeterRegistry meters) {
        this.pool = pool;
        this.outbox = outbox;
        this.schedule = new RetrySchedule(settings.pauses());
        this.meters = meters;
    }

    /** Whether the message has had all attempts before this one; then its last worker died in the middle. */
    boolean isExhausted(ClaimedMessage message) {
        return message.attempt() > schedule.maxAttempts();
    }

    private record Change(String status, Duration pause, String log, MessageEvent event) {}

    /** Completes when recorded, or when the message turned out to be somebody else's. */
    Uni<Void> record(ClaimedMessage message, Outcome outcome) {
        Change change = change(message, outcome);
        return Uni.createFrom()
                .completionStage(() -> {
                    PgUnitOfWork work = PgUnitOfWork.standalone(pool);
                    work.enlist(
                            END_ATTEMPT,
                            Tuple.of(
                                    message.id().value(),
                                    message.lease(),
                                    change.status(),
                                    change.pause().toMillis(),
                                    change.log(),
                                    null));
                    outbox.append(work, List.of(change.event().toOutbox(ACTOR)));
                    return work.commit();
                })
                .invoke(() -> meters.counter(
                                "sending.messages.attempts",
                                "outcome",
                                change.event()
                                        .getClass()
                                        .getSimpleName()
                                        .replace("Message", "")
                                        .toLowerCase(java.util.Locale.ROOT))
                        .increment())
                .onFailure(failure -> !isLeaseLost(failure))
                .retry()
                .withBackOff(FIRST_PAUSE, LAST_PAUSE)
                .atMost(RETRIES)
                .onFailure(Outcomes::isLeaseLost)
                .recoverWithUni(() -> {
                    // Also after a commit whose answer was lost: then it is recorded already.
                    LOG.warnf("the lease of message %s was over before its outcome was recorded", message.id());
                    return Uni.createFrom().voidItem();
                });
    }

    private Change change(ClaimedMessage message, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered _ -> delivered(message);
            case Outcome.Bounced(String reason) -> bounced(message, reason);
            case Outcome.Failed(String reason) -> failed(message, reason);
            case Outcome.Deferred(String reason) ->
                schedule.pauseAfter(message.attempt(), ThreadLocalRandom.current().nextDouble())
                        .map(pause -> deferred(message, pause, reason))
                        .orElseGet(() -> failed(message, reason));
        };
    }

    private static Change delivered(ClaimedMessage message) {
        long millis = Math.max(0, Duration.between(message.dueFrom(), Instant.now()).toMillis());
        return new Change(
                "delivered",
                Duration.ZERO,
                "",
                new MessageEvent.MessageDelivered(
                        message.accountId(),
                        message.id().toString(),
                        message.id().senderDomain(),
                        message.recipientDomain(),
                        message.tags(),
                        message.sandbox(),
                        message.attempt(),
                        millis));
    }

    private static Change bounced(ClaimedMessage message, String reason) {
        return new Change(
                "bounced",
                Duration.ZERO,
                reason,
                new MessageEvent.MessageBounced(
                        message.accountId(),
                        message.id().toString(),
                        message.id().senderDomain(),
                        message.recipientDomain(),
                        message.tags(),
                        message.sandbox(),
                        message.attempt(),
                        reason,
                        null));
    }

    private static Change deferred(ClaimedMessage message, Duration pause, String reason) {
        return new Change(
                "deferred",
                pause,
                reason,
                new MessageEvent.MessageDeferred(
                        message.accountId(),
                        message.id().toString(),
                        message.id().senderDomain(),
                        message.recipientDomain(),
                        message.tags(),
                        message.sandbox(),
                        message.attempt(),
                        reason));
    }

    private static Change failed(ClaimedMessage message, String reason) {
        return new Change(
                "failed",
                Duration.ZERO,
                reason,
                new MessageEvent.MessageFailed(
                        message.accountId(),
                        message.id().toString(),
                        message.id().senderDomain(),
                        message.recipientDomain(),
                        message.tags(),
                        message.sandbox(),
                        message.attempt(),
                        reason));
    }

    private static boolean isLeaseLost(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PgException refused && LEASE_LOST.equals(refused.getSqlState());
    }
}

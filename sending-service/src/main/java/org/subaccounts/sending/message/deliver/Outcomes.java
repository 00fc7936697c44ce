package org.subaccounts.sending.message.deliver;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.GroupBounds;
import org.subaccounts.platform.eventstore.GroupCommit;
import org.subaccounts.platform.eventstore.OutboxEvent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.message.BounceClassification;
import org.subaccounts.sending.message.EndRecording;
import org.subaccounts.sending.message.MessageEvent;
import org.subaccounts.sending.reputation.Reputation;
import org.subaccounts.sending.suppression.Origin;

/**
 * Records how an attempt ended: state, event, suppression of the address and reputation in one transaction, with other attempts
 * that end at the same time, only while this worker still owns the message.
 */
@Startup // refuses wrong pauses before the first message is taken
@ApplicationScoped
public class Outcomes {
    private static final Logger LOG = Logger.getLogger(Outcomes.class);
    private static final String END_ATTEMPT = "select message_end_attempt($1, $2, $3, $4, $5, $6, $7)";
    private static final String LEASE_LOST = "SE001";
    private static final Map<String, String> ACTOR = Map.of("actor", "delivery");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(3);
    private static final GroupBounds TOGETHER = new GroupBounds(2, 50);

    private final GroupCommit<Ended> together;
    private final EndRecording recording;
    private final RetrySchedule schedule;
    private final Duration lease;
    private final MeterRegistry meters;

    public Outcomes(Pool pool, EndRecording recording, DeliverySettings settings, MeterRegistry meters) {
        this.together = new GroupCommit<>(pool, TOGETHER, Ended::weight, this::enlist);
        this.recording = recording;
        this.schedule = new RetrySchedule(settings.pauses());
        this.lease = settings.lease();
        this.meters = meters;
    }

    /** Whether the message has had all attempts before this one; then its last worker died in the middle. */
    boolean isExhausted(ClaimedMessage message) {
        return message.attempt() > schedule.maxAttempts();
    }

    /**
     * What the end means. {@code pause}: until the next attempt, null for none; {@code suppresses}: the address gets nothing more
     * for now, and why; {@code judged}: it counts for the reputation.
     */
    private record Change(
            String status,
            @Nullable Duration pause,
            String log,
            @Nullable BounceClassification classification,
            @Nullable Origin suppresses,
            boolean judged,
            MessageEvent event) {}

    /** Completes when recorded, or when the message turned out to be somebody else's. */
    Uni<Void> record(ClaimedMessage message, Outcome outcome) {
        Change change = change(message, outcome);
        return Uni.createFrom()
                .completionStage(() -> together.commit(new Ended(message, change)))
                .invoke(() -> meters.counter("sending.messages.attempts", "outcome", change.status())
                        .increment())
                .onFailure(failure -> !isLeaseLost(failure))
                .retry()
                .withBackOff(FIRST_PAUSE, LAST_PAUSE)
                .expireIn(lease.toMillis()) // then it may be another worker's
                .onFailure(Outcomes::isLeaseLost)
                .recoverWithUni(() -> {
                    // Also after a commit whose answer was lost: then it is recorded already.
                    LOG.warnf("the lease of message %s was over before its outcome was recorded", message.id());
                    return Uni.createFrom().voidItem();
                });
    }

    private record Ended(ClaimedMessage message, Change change) {
        /** What suppresses addresses is alone: two that do so in different orders would wait for each other. */
        private int weight() {
            return change.suppresses() == null ? 1 : TOGETHER.weight();
        }
    }

    private void enlist(List<Ended> all, int lane, PgUnitOfWork work) {
        List<OutboxEvent> events = new ArrayList<>();
        Reputation.Tally tally = new Reputation.Tally();
        // in the order in which everybody locks messages, so that nobody waits in a circle
        List<Ended> ordered = all.stream()
                .sorted(Comparator.comparing(
                        ended -> ended.message().id().value().toString()))
                .toList();
        for (Ended ended : ordered) {
            ClaimedMessage message = ended.message();
            Change change = ended.change();
            work.enlist(END_ATTEMPT, Tuple.from(new @Nullable Object[] {
                message.id().value(),
                message.lease(),
                change.status(),
                (short) message.attempt(),
                change.pause() == null ? null : change.pause().toMillis(),
                change.log(),
                change.classification() == null ? null : change.classification().stored()
            }));
            events.add(change.event().toOutbox(ACTOR));
            if (message.sandbox()) {
                continue;
            }
            if (change.suppresses() != null) {
                recording
                        .addresses()
                        .suppress(work, change.event().about(), message.recipient(), change.log(), change.suppresses());
            }
            if (change.judged()) {
                tally.ended(message.accountId(), change.classification() != null);
            }
        }
        recording.outbox().append(work, events);
        recording.reputation().record(work, tally);
    }

    private Change change(ClaimedMessage message, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered(String answer) ->
                new Change("delivered", null, answer, null, null, true, delivered(message));
            case Outcome.Bounced(String reason, BounceClassification why) ->
                new Change(
                        "bounced",
                        null,
                        reason,
                        why,
                        why.aboutAddress() ? Origin.HARD_BOUNCE : null,
                        true,
                        new MessageEvent.MessageBounced(message.about(), message.attempt(), reason, why.stored()));
            case Outcome.Failed(String reason) ->
                new Change("failed", null, reason, null, null, false, failed(message, reason));
            case Outcome.Suppressed _ ->
                new Change(
                        "suppressed",
                        null,
                        "the address is suppressed",
                        null,
                        null,
                        false,
                        new MessageEvent.MessageSuppressed(message.about()));
            case Outcome.LeftDeferred(String reason) ->
                new Change("deferred", null, reason, null, null, false, deferred(message, reason));
            case Outcome.Deferred(String reason, boolean aboutRecipient) ->
                schedule.pauseAfter(
                                message.attempt(), ThreadLocalRandom.current().nextDouble())
                        .map(pause ->
                                new Change("deferred", pause, reason, null, null, false, deferred(message, reason)))
                        .orElseGet(() -> new Change(
                                "failed",
                                null,
                                reason,
                                null,
                                // a relay that was away for a day says nothing about the address
                                aboutRecipient ? Origin.FINAL_FAILURE : null,
                                aboutRecipient,
                                failed(message, reason)));
        };
    }

    private static MessageEvent delivered(ClaimedMessage message) {
        long millis =
                Math.max(0, Duration.between(message.dueFrom(), Instant.now()).toMillis());
        return new MessageEvent.MessageDelivered(message.about(), message.attempt(), millis);
    }

    private static MessageEvent deferred(ClaimedMessage message, String reason) {
        return new MessageEvent.MessageDeferred(message.about(), message.attempt(), reason, !message.deferredBefore());
    }

    private static MessageEvent failed(ClaimedMessage message, String reason) {
        return new MessageEvent.MessageFailed(message.about(), message.attempt(), reason);
    }

    private static boolean isLeaseLost(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PgException refused && LEASE_LOST.equals(refused.getSqlState());
    }
}

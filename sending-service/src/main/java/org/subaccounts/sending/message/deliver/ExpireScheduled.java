package org.subaccounts.sending.message.deliver;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Fails what was not delivered by the time that its sender set, also mail of suspended accounts. */
@ApplicationScoped
public class ExpireScheduled {
    static final String REASON = "expired";
    private static final int AT_A_TIME = 4;

    private final MessageQueue queue;
    private final Outcomes outcomes;
    private final DeliverySettings settings;

    public ExpireScheduled(MessageQueue queue, Outcomes outcomes, DeliverySettings settings) {
        this.queue = queue;
        this.outcomes = outcomes;
        this.settings = settings;
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> expire() {
        return Uni.createFrom()
                .completionStage(() -> queue.claimExpired(settings.lease()).toCompletionStage())
                .chain(expired -> expired.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : fail(expired).chain(this::expire));
    }

    private Uni<Void> fail(List<ClaimedMessage> expired) {
        return Multi.createFrom()
                .iterable(expired)
                .onItem()
                .transformToUni(message -> outcomes.record(message, new Outcome.Failed(REASON)))
                .merge(AT_A_TIME)
                .onItem()
                .ignoreAsUni();
    }
}

package org.subaccounts.billing.period.close;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.messaging.ConsumerProgress;
import org.subaccounts.platform.messaging.TopicEnds;

/**
 * Whether everything that the topics held when a period could be closed for the first time is counted. The ends of the topics
 * are read once for each period; that the consumers have reached them is then asked until it is so.
 */
@Singleton
public class ConsumersCaughtUp {
    private static final Logger LOG = Logger.getLogger(ConsumersCaughtUp.class);
    private static final Map<String, String> TOPICS_BY_CONSUMER =
            Map.of("billing-usage", Topics.SENDING, "billing-account-directory", Topics.ACCOUNT);

    private final ConsumerProgress progress;
    private @Nullable BillingPeriod endsReadFor;
    private List<TopicEnds> notReached = List.of();
    private boolean cannotTell;

    ConsumersCaughtUp(ConsumerProgress progress) {
        this.progress = progress;
    }

    /** To be asked when {@code open}'s start and the grace time are over. Never fails: what cannot be told is no. */
    Uni<Boolean> before(BillingPeriod open) {
        return Uni.createFrom().item(() -> look(open)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private synchronized boolean look(BillingPeriod open) {
        try {
            if (!open.equals(endsReadFor)) {
                notReached = ends();
                endsReadFor = open;
            }
            notReached = stillNotReached(notReached);
            if (cannotTell) {
                cannotTell = false;
                LOG.info("the consumers' progress can be told again");
            }
            return notReached.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RuntimeException e) {
            warnOnce(e);
            return false;
        }
    }

    private List<TopicEnds> ends() throws InterruptedException {
        List<TopicEnds> ends = new ArrayList<>();
        for (var consumer : TOPICS_BY_CONSUMER.entrySet()) {
            ends.add(progress.ends(consumer.getKey(), consumer.getValue()));
        }
        return ends;
    }

    private List<TopicEnds> stillNotReached(List<TopicEnds> ends) throws InterruptedException {
        List<TopicEnds> still = new ArrayList<>();
        for (TopicEnds each : ends) {
            if (!progress.hasReached(each)) {
                still.add(each);
            }
        }
        return still;
    }

    private void warnOnce(RuntimeException failure) {
        if (!cannotTell) {
            cannotTell = true;
            Throwable reason =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            LOG.warnf("no period is closed until it is known that everything was counted, trying again: %s", reason);
        }
    }
}

package org.subaccounts.sending.message.deliver;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;

/** Metric: for how many seconds the longest due message waits. Grows when relay or workers cannot keep up. */
@ApplicationScoped
public class QueueAge {
    private final MessageQueue queue;
    private final AtomicReference<Double> seconds;

    public QueueAge(MessageQueue queue, MeterRegistry meters) {
        this.queue = queue;
        this.seconds = new AtomicReference<>(0.0);
        meters.gauge("sending.queue.age.seconds", seconds, AtomicReference::get);
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return Uni.createFrom()
                .completionStage(() -> queue.oldestDueSeconds().toCompletionStage())
                .invoke(seconds::set)
                .replaceWithVoid();
    }
}

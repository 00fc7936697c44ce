package org.subaccounts.sending.message.deliver;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Metrics of the queue: how much is in it, and for how many seconds the longest due message waits, which grows when relay or
 * workers cannot keep up. Of at most {@code 100,000} messages each, so that measuring stays cheap when much is queued.
 */
@ApplicationScoped
public class QueueMetrics {
    private static final int MEASURED = 100_000;
    private static final String MEASURE = """
            select (select count(*) from (select 1 from message_queue where ready limit %1$d) as r)::float8 as ready,
                   (select count(*) from (select 1 from message_queue where not ready limit %1$d) as w)::float8 as waiting,
                   coalesce((select extract(epoch from now() - min(due_at))
                               from (select due_at from message_queue where ready limit %1$d) as d), 0)::float8 as age""".formatted(MEASURED);

    private final Pool pool;
    private final AtomicReference<Double> ready;
    private final AtomicReference<Double> waiting;
    private final AtomicReference<Double> ageSeconds;

    public QueueMetrics(Pool pool, MeterRegistry meters) {
        this.pool = pool;
        this.ready = gauge(meters, "sending.queue.ready");
        this.waiting = gauge(meters, "sending.queue.waiting");
        this.ageSeconds = gauge(meters, "sending.queue.age.seconds");
    }

    private static AtomicReference<Double> gauge(MeterRegistry meters, String name) {
        AtomicReference<Double> value = new AtomicReference<>(0.0);
        meters.gauge(name, value, AtomicReference::get);
        return value;
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return Uni.createFrom()
                .completionStage(() -> pool.query(MEASURE).execute().toCompletionStage())
                .invoke(rows -> {
                    var measured = rows.iterator().next();
                    ready.set(measured.getDouble("ready"));
                    waiting.set(measured.getDouble("waiting"));
                    ageSeconds.set(measured.getDouble("age"));
                })
                .replaceWithVoid();
    }
}

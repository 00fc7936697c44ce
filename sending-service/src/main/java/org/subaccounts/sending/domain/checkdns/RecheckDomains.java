package org.subaccounts.sending.domain.checkdns;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.sending.domain.DomainId;

/**
 * Looks domains up again when they are due, so many at a time, that verified ones are found broken and others verified by
 * themselves. A look is bounded in time, and a slow one takes one of the places only: the others go on.
 */
@ApplicationScoped
public class RecheckDomains {
    private static final Logger LOG = Logger.getLogger(RecheckDomains.class);
    private static final Map<String, String> ACTOR = Map.of("actor", "system");
    /** Longer than a look can take, with its waits for DNS and the database. */
    private static final Duration LEASE = Duration.ofSeconds(90);

    private final RecheckQueue queue;
    private final CheckDns checkDns;
    private final int places;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private volatile boolean moreIsDue;
    private volatile boolean stopping;
    private final AtomicReference<Double> lateness = new AtomicReference<>(0.0);

    public RecheckDomains(
            RecheckQueue queue,
            CheckDns checkDns,
            MeterRegistry meters,
            @ConfigProperty(name = "sending.dns.recheck.max-in-flight") int places) {
        this.queue = queue;
        this.checkDns = checkDns;
        this.places = places;
        meters.gauge("sending.dns.rechecks.running", running);
        meters.gauge("sending.dns.rechecks.late.seconds", lateness, AtomicReference::get);
    }

    @Scheduled(every = "${sending.dns.recheck.poll-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> begin() {
        return fill().onFailure()
                .invoke(failure -> LOG.warnf("due domains cannot be read, trying again: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return queue.latenessSeconds().invoke(lateness::set).replaceWithVoid();
    }

    void shutdown(@Observes ShutdownEvent event) {
        stopping = true;
    }

    /** Begins as many as there are places; does not wait for them. One claim at a time, so that there are never too many. */
    private Uni<Void> fill() {
        int room = places - running.get();
        if (stopping || room <= 0 || !claiming.compareAndSet(false, true)) {
            return Uni.createFrom().voidItem();
        }
        return queue.claim(room, LEASE)
                .invoke(claimed -> {
                    moreIsDue = claimed.size() == room;
                    running.addAndGet(claimed.size());
                })
                .onTermination()
                .invoke(() -> claiming.set(false))
                .invoke(claimed -> claimed.forEach(this::look))
                .replaceWithVoid();
    }

    private void look(DomainId id) {
        checkDns.check(id, ACTOR)
                .onTermination()
                .invoke(running::decrementAndGet)
                .onFailure()
                .invoke(failure -> LOG.warnf("domain %s is looked up again after its lease: %s", id, failure))
                .onFailure()
                .recoverWithNull()
                .chain(() -> moreIsDue ? begin() : Uni.createFrom().voidItem())
                .subscribe()
                .with(_ -> {}, failure -> LOG.error("looking up domains went wrong", failure));
    }
}

package org.subaccounts.sending.domain.rotatedkim;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainRefusal;
import org.subaccounts.sending.domain.Domains;

/** Begins rotations of keys that are old enough, if an interval is set, and ends those whose grace time has passed. */
@ApplicationScoped
public class WhenKeysAgeThenRotate {
    private static final Logger LOG = Logger.getLogger(WhenKeysAgeThenRotate.class);
    private static final Map<String, String> ACTOR = Map.of("actor", "system");

    private final RotationQueries queries;
    private final Domains domains;
    private final RotateDkim rotate;
    private final Commands commands;
    private final Times times;

    /** How long keys sign, and stay published afterwards. */
    @ApplicationScoped
    public static class Times {
        private final Optional<Duration> interval;
        private final Duration grace;

        public Times(
                @ConfigProperty(name = "sending.dkim.rotation-interval") Optional<Duration> interval,
                @ConfigProperty(name = "sending.dkim.grace") Duration grace) {
            this.interval = interval;
            this.grace = grace;
        }

        Optional<Duration> interval() {
            return interval;
        }

        Duration grace() {
            return grace;
        }
    }

    public WhenKeysAgeThenRotate(
            RotationQueries queries, Domains domains, RotateDkim rotate, Commands commands, Times times) {
        this.queries = queries;
        this.domains = domains;
        this.rotate = rotate;
        this.commands = commands;
        this.times = times;
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> beginSome() {
        return times.interval()
                .map(interval -> each(queries.dueFor(interval), this::begin))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> endSome() {
        return each(queries.faded(times.grace()), this::end);
    }

    private static Uni<Void> each(Uni<List<DomainId>> domains, Function<DomainId, Uni<Void>> work) {
        return domains.onItem()
                .transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem()
                .transformToUniAndConcatenate(id -> work.apply(id)
                        .onFailure(DomainRefusal.class)
                        .recoverWithNull() // another replica was faster, or the domain changed
                        .onFailure()
                        .invoke(failure -> LOG.warnf("the DKIM keys of domain %s are tended later: %s", id, failure))
                        .onFailure()
                        .recoverWithNull())
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> begin(DomainId id) {
        return rotate.begin(id, ACTOR).replaceWithVoid();
    }

    private Uni<Void> end(DomainId id) {
        return domains.find(id)
                .map(found -> found.map(state -> state.dkim().otherKey()).orElseThrow(DomainRefusal.NotFound::new))
                .chain(last -> commands.send(new RetireDkimKey(id, last), Boolean.class, ACTOR))
                .replaceWithVoid();
    }
}

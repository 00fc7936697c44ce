package org.subaccounts.sending.domain.rotatedkim;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainState;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.domain.checkdns.DnsExamination;
import org.subaccounts.sending.domain.dkim.Dkim;
import org.subaccounts.sending.domain.zone.PublishDkimRecords;

/** Looks for the next keys where receivers look, over the owner's alias; one that is seen signs from then on. */
@ApplicationScoped
public class WhenKeyIsSeenThenSwitch {
    private static final Logger LOG = Logger.getLogger(WhenKeyIsSeenThenSwitch.class);
    private static final Map<String, String> ACTOR = Map.of("actor", "system");

    private final RotationQueries queries;
    private final Domains domains;
    private final DnsExamination examination;
    private final PublishDkimRecords records;
    private final Commands commands;
    private final AtomicLong waiting = new AtomicLong();

    public WhenKeyIsSeenThenSwitch(
            RotationQueries queries,
            Domains domains,
            DnsExamination examination,
            PublishDkimRecords records,
            Commands commands,
            MeterRegistry meters) {
        this.queries = queries;
        this.domains = domains;
        this.examination = examination;
        this.records = records;
        this.commands = commands;
        meters.gauge("sending.dkim.rotations.waiting", waiting);
    }

    @Scheduled(every = "${sending.automation.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> switchSome() {
        return queries.publishing()
                .onItem()
                .transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem()
                .transformToUniAndMerge(this::switchIfSeen)
                .collect()
                .last()
                .chain(queries::waiting)
                .invoke(waiting::set)
                .replaceWithVoid();
    }

    private Uni<Boolean> switchIfSeen(DomainId id) {
        return domains.find(id)
                .chain(found -> found.isPresent() ? switchIfSeen(found.get()) : no())
                .onFailure()
                .invoke(failure -> LOG.warnf("the DKIM key of domain %s is switched later: %s", id, failure))
                .onFailure()
                .recoverWithItem(false);
    }

    private Uni<Boolean> switchIfSeen(DomainState state) {
        Dkim dkim = state.dkim();
        String next = dkim.otherKey();
        if (next == null || dkim.phase() != Dkim.Phase.PUBLISHING) {
            return no();
        }
        return records.publishNow(state.id())
                .chain(() -> examination.isVisible(state.name(), dkim.standbySelector(), next))
                .chain(seen -> seen
                        ? commands.send(new SwitchDkimKey(state.id(), next), Boolean.class, ACTOR)
                        : publishAgain(state.id()))
                .invoke(switched -> {
                    if (switched) {
                        LOG.infof("domain %s signs with its next DKIM key", state.name());
                    }
                });
    }

    /** The zone may have lost what was noted as written. */
    private Uni<Boolean> publishAgain(DomainId id) {
        return records.writeAgain(id).chain(WhenKeyIsSeenThenSwitch::no);
    }

    private static Uni<Boolean> no() {
        return Uni.createFrom().item(false);
    }
}

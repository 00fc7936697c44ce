package org.subaccounts.key.domain;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.subaccounts.contracts.DomainRemoved;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.EventConsumer;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** Notes which domains were removed, with the consumer's position; what follows from that is done by the sweep. */
@ApplicationScoped
public class RemovedDomains {
    private static final Logger LOG = Logger.getLogger(RemovedDomains.class);
    private static final String CONSUMER = "key-removed-domains";
    private static final String NOTE = """
            insert into removed_domain (domain_id, account_id, domain)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[])
            on conflict (domain_id) do nothing""";

    private final EventConsumer consumer;
    private final WhenDomainRemovedThenDropItsScopes sweep;

    public RemovedDomains(EventConsumer consumer, WhenDomainRemovedThenDropItsScopes sweep) {
        this.consumer = consumer;
        this.sweep = sweep;
    }

    @Incoming("sending-events")
    public Uni<Void> consume(IncomingKafkaRecordBatch<String, byte[]> batch) {
        AtomicBoolean noted = new AtomicBoolean();
        return consumer.consume(
                        CONSUMER,
                        batch,
                        record -> record.is(DomainRemoved.class),
                        (received, work) -> noted.set(note(received, work)))
                .chain(() -> noted.get() ? sweepNow() : Uni.createFrom().voidItem());
    }

    private Uni<Void> sweepNow() {
        return sweep.sweep()
                .onFailure()
                .invoke(failure -> LOG.warnf("scopes of removed domains are dropped later: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Whether there was something to note. */
    static boolean note(List<ReceivedEvent> received, PgUnitOfWork work) {
        List<DomainRemoved> removed = received.stream()
                .map(ReceivedEvent::event)
                .filter(DomainRemoved.class::isInstance)
                .map(DomainRemoved.class::cast)
                .toList();
        if (removed.isEmpty()) {
            return false;
        }
        work.enlist(
                NOTE,
                Tuple.of(
                        removed.stream().map(DomainRemoved::domainId).toArray(UUID[]::new),
                        removed.stream().map(DomainRemoved::accountId).toArray(UUID[]::new),
                        removed.stream().map(DomainRemoved::domain).toArray(String[]::new)));
        return true;
    }
}

package org.subaccounts.sending.domain.zone;

import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.platform.eventstore.InlineProjection;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.domain.DomainEvent.DkimKeyRetired;
import org.subaccounts.sending.domain.DomainEvent.DkimRotationStarted;
import org.subaccounts.sending.domain.DomainEvent.DomainAdded;
import org.subaccounts.sending.domain.DomainEvent.DomainRemoved;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.records.PlatformHosts;

/**
 * Keeps which records the platform's zone has to hold, in the transaction of the events. The keys of a removed domain stay
 * for a while, as mail that it sent may be under way.
 */
@ApplicationScoped
public class KeepDkimRecords implements InlineProjection {
    private static final String PUT = """
            insert into dkim_record (id, domain_id, slot, host, public_key) values ($1, $2, $3, $4, $5)
            on conflict (domain_id, slot) do update set public_key = excluded.public_key, remove_at = null""";
    private static final String REMOVE_SLOT =
            "update dkim_record set remove_at = $3 where domain_id = $1 and slot = $2";
    private static final String REMOVE_ALL =
            "update dkim_record set remove_at = coalesce(remove_at, $2) where domain_id = $1";

    private final PlatformHosts hosts;
    private final Duration grace;

    public KeepDkimRecords(PlatformHosts hosts, @ConfigProperty(name = "sending.dkim.grace") Duration grace) {
        this.hosts = hosts;
        this.grace = grace;
    }

    @Override
    public void project(EventMessage event, PgUnitOfWork work) {
        Instant now = event.timestamp();
        switch (event.payload()) {
            case DomainAdded added
            when added.dkimDelegated() -> work.enlist(PUT, record(added.domainId(), 1, added.dkimPublicKey()));
            case DkimRotationStarted started ->
                work.enlist(PUT, record(started.domainId(), started.slot(), started.publicKey()));
            case DkimKeyRetired retired ->
                work.enlist(
                        REMOVE_SLOT,
                        Tuple.of(retired.domainId().value(), (short) retired.slot(), now.atOffset(ZoneOffset.UTC)));
            case DomainRemoved removed ->
                work.enlist(
                        REMOVE_ALL,
                        Tuple.of(removed.domainId().value(), now.plus(grace).atOffset(ZoneOffset.UTC)));
            case null, default -> {}
        }
    }

    private Tuple record(DomainId domain, int slot, String publicKey) {
        return Tuple.of(Ids.next(), domain.value(), (short) slot, hosts.dkim(domain, slot), publicKey);
    }
}

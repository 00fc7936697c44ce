package org.subaccounts.sending.domain.checkdns;

import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.platform.eventstore.InlineProjection;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.domain.DomainEvent.DomainAdded;
import org.subaccounts.sending.domain.DomainEvent.DomainRemoved;
import org.subaccounts.sending.domain.DomainEvent.DomainUpdated;
import org.subaccounts.sending.domain.DomainId;

/** A new domain is looked up soon; one with other names too, and what was known of the old ones is forgotten. */
@ApplicationScoped
public class WhenDomainChangesThenPlanItsChecks implements InlineProjection {
    private static final String PLAN = """
            insert into dns_recheck (domain_id, due_at) values ($1, $2)
            on conflict (domain_id) do update set due_at = excluded.due_at""";
    private static final String FORGET_CHECK = "delete from dns_check where domain_id = $1";
    private static final String FORGET_PLAN = "delete from dns_recheck where domain_id = $1";

    private final RecheckTimes times;

    public WhenDomainChangesThenPlanItsChecks(RecheckTimes times) {
        this.times = times;
    }

    @Override
    public void project(EventMessage event, PgUnitOfWork work) {
        switch (event.payload()) {
            case DomainAdded added -> plan(added.domainId(), event.timestamp(), work);
            case DomainUpdated updated -> {
                work.enlist(FORGET_CHECK, Tuple.of(updated.domainId().value()));
                plan(updated.domainId(), event.timestamp(), work);
            }
            case DomainRemoved removed -> {
                work.enlist(FORGET_CHECK, Tuple.of(removed.domainId().value()));
                work.enlist(FORGET_PLAN, Tuple.of(removed.domainId().value()));
            }
            case null, default -> {}
        }
    }

    private void plan(DomainId domain, Instant now, PgUnitOfWork work) {
        work.enlist(PLAN, Tuple.of(domain.value(), times.first(now).atOffset(ZoneOffset.UTC)));
    }
}

package org.subaccounts.sending.domain;

import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.eventstore.ReadModel;

/** Keeps the table {@code domain} in the transaction of the events; its constraints decide about duplicates and ownership. */
@ApplicationScoped
public class DomainTable implements ReadModel {
    /** An account has a name once. */
    public static final String ONCE_PER_ACCOUNT = "domain_once_per_account";
    /** Over all accounts a name is verified at most once. */
    public static final String VERIFIED_ONCE = "domain_verified_once";

    private static final String ADD = """
            insert into domain (id, account_id, name, return_path_subdomain, tracking_subdomain, subscription_subdomain,
                                media_subdomain, dkim_selector, dkim_selector_override, dkim_public_key, dkim_delegated,
                                verified, created_at, updated_at, dkim_phase_since, dkim_key_since)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, false, $12, $12, $12, $12)""";
    private static final String UPDATE = """
            update domain set return_path_subdomain = $2, tracking_subdomain = $3, subscription_subdomain = $4,
                              media_subdomain = $5, dkim_selector = $6, dkim_selector_override = $7, updated_at = $8
             where id = $1""";
    private static final String SET_VERIFIED = "update domain set verified = $2, updated_at = $3 where id = $1";
    private static final String BEGIN_ROTATION = """
            update domain set dkim_other_key = $2, dkim_phase = 'PUBLISHING', dkim_phase_since = $3, updated_at = $3
             where id = $1""";
    private static final String ROTATE = """
            update domain set dkim_active_slot = $2, dkim_public_key = dkim_other_key, dkim_other_key = dkim_public_key,
                              dkim_phase = 'RETIRING', dkim_phase_since = $3, dkim_key_since = $3, updated_at = $3
             where id = $1""";
    private static final String RETIRE = """
            update domain set dkim_other_key = null, dkim_phase = 'STEADY', dkim_phase_since = $2, updated_at = $2
             where id = $1""";
    private static final String REMOVE = "delete from domain where id = $1";

    @Override
    public String name() {
        return "domains";
    }

    @Override
    public List<String> tables() {
        return List.of("domain");
    }

    @Override
    public List<Class<?>> events() {
        return List.of(DomainEvent.class);
    }

    @Override
    public void project(EventMessage event, PgUnitOfWork work) {
        if (event.payload() instanceof DomainEvent happened) {
            project(happened, event.timestamp().atOffset(ZoneOffset.UTC), work);
        }
    }

    private static void project(DomainEvent event, OffsetDateTime time, PgUnitOfWork work) {
        Object id = event.domainId().value();
        switch (event) {
            case DomainEvent.DomainAdded added -> work.enlist(ADD, added(added));
            case DomainEvent.DomainUpdated updated -> work.enlist(UPDATE, updated(updated, time));
            case DomainEvent.DomainVerified _ -> work.enlist(SET_VERIFIED, Tuple.of(id, true, time));
            case DomainEvent.DomainBroken _ -> work.enlist(SET_VERIFIED, Tuple.of(id, false, time));
            case DomainEvent.DkimRotationStarted started ->
                work.enlist(BEGIN_ROTATION, Tuple.of(id, started.publicKey(), time));
            case DomainEvent.DkimRotated rotated -> work.enlist(ROTATE, Tuple.of(id, (short) rotated.slot(), time));
            case DomainEvent.DkimKeyRetired _ -> work.enlist(RETIRE, Tuple.of(id, time));
            case DomainEvent.DomainRemoved _ -> work.enlist(REMOVE, Tuple.of(id));
        }
    }

    private static Tuple added(DomainEvent.DomainAdded added) {
        return Tuple.from(new Object[] {
            added.domainId().value(),
            added.accountId(),
            added.name(),
            added.subdomains().returnPath(),
            added.subdomains().tracking(),
            added.subdomains().subscription(),
            added.subdomains().media(),
            added.dkimSelector(),
            added.dkimSelectorOverride(),
            added.dkimPublicKey(),
            added.dkimDelegated(),
            added.addedAt().atOffset(ZoneOffset.UTC)
        });
    }

    private static Tuple updated(DomainEvent.DomainUpdated updated, OffsetDateTime time) {
        return Tuple.from(new Object[] {
            updated.domainId().value(),
            updated.subdomains().returnPath(),
            updated.subdomains().tracking(),
            updated.subdomains().subscription(),
            updated.subdomains().media(),
            updated.dkimSelector(),
            updated.dkimSelectorOverride(),
            time
        });
    }
}

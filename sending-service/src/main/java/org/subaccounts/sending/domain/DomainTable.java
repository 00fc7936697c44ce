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
                                dkim_selector, dkim_public_key, verified, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, false, $9, $9)""";
    private static final String SET_VERIFIED = "update domain set verified = $2, updated_at = $3 where id = $1";
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
            case DomainEvent.DomainAdded added ->
                work.enlist(ADD, Tuple.from(new Object[] {
                    id,
                    added.accountId(),
                    added.name(),
                    added.subdomains().returnPath(),
                    added.subdomains().tracking(),
                    added.subdomains().subscription(),
                    added.dkimSelector(),
                    added.dkimPublicKey(),
                    added.addedAt().atOffset(ZoneOffset.UTC)
                }));
            case DomainEvent.DomainVerified _ -> work.enlist(SET_VERIFIED, Tuple.of(id, true, time));
            case DomainEvent.DomainBroken _ -> work.enlist(SET_VERIFIED, Tuple.of(id, false, time));
            case DomainEvent.DomainRemoved _ -> work.enlist(REMOVE, Tuple.of(id));
        }
    }
}

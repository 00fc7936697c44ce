package org.subaccounts.account;

import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.account.parent.AccountEvent;
import org.subaccounts.account.subaccount.SubAccountEvent;
import org.subaccounts.platform.eventstore.InlineProjection;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/** Keeps the table {@code account} in the transaction of the events. */
@ApplicationScoped
public class AccountProjection implements InlineProjection {
    private static final String OPENED =
            "insert into account (id, name, website, partner, created_at) values ($1, $2, $3, $4, $5)";
    private static final String CREATED =
            "insert into account (id, parent_id, name, website, monthly_credit, created_at) values ($1, $2, $3, $4, $5, $6)";
    private static final String UPDATED =
            "update account set name = $2, website = $3, monthly_credit = $4 where id = $1";
    private static final String STATUS = "update account set status = $2 where id = $1";
    private static final String DELETED = "update account set status = 'deleted', deleted_at = $2 where id = $1";

    @Override
    public void project(EventMessage message, PgUnitOfWork work) {
        switch (message.payload()) {
            case AccountEvent event -> project(event, work);
            case SubAccountEvent event -> project(event, work);
            case null, default -> throw new IllegalStateException("no read model for " + message.type());
        }
    }

    private static void project(AccountEvent event, PgUnitOfWork work) {
        switch (event) {
            case AccountEvent.AccountOpened opened ->
                work.enlist(
                        OPENED,
                        Tuple.of(
                                opened.accountId(),
                                opened.name(),
                                opened.website(),
                                opened.partner(),
                                time(opened.occurredAt())));
        }
    }

    private static void project(SubAccountEvent event, PgUnitOfWork work) {
        UUID id = event.subAccountId();
        switch (event) {
            case SubAccountEvent.SubAccountCreated created ->
                work.enlist(
                        CREATED,
                        Tuple.of(
                                id,
                                created.parentAccountId(),
                                created.name(),
                                created.website(),
                                created.monthlyCredit(),
                                time(created.occurredAt())));
            case SubAccountEvent.SubAccountUpdated updated ->
                work.enlist(UPDATED, Tuple.of(id, updated.name(), updated.website(), updated.monthlyCredit()));
            case SubAccountEvent.SubAccountSuspended ignored -> work.enlist(STATUS, Tuple.of(id, "suspended"));
            case SubAccountEvent.SubAccountUnsuspended ignored -> work.enlist(STATUS, Tuple.of(id, "active"));
            case SubAccountEvent.SubAccountDeleted deleted ->
                work.enlist(DELETED, Tuple.of(id, time(deleted.occurredAt())));
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

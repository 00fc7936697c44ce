package org.subaccounts.sending.account;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.AccountReinstated;
import org.subaccounts.contracts.AccountSuspended;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountSuspended;
import org.subaccounts.contracts.SubAccountUnsuspended;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.EventConsumer;
import org.subaccounts.platform.messaging.ReceivedEvent;

/**
 * Keeps up with which accounts are suspended or deleted. A child's events and its parent's come in no order to each other,
 * so each account has a row of its own and a child is judged by both.
 */
@ApplicationScoped
public class FollowAccounts {
    private static final String CONSUMER = "sending.sender-accounts";
    private static final String SAVE = """
            insert into sender_account as s (account_id, parent_account_id, suspended, deleted)
            values ($1, $2, coalesce($3, false), $4)
            on conflict (account_id) do update
               set parent_account_id = coalesce(excluded.parent_account_id, s.parent_account_id),
                   suspended = coalesce($3, s.suspended), deleted = s.deleted or excluded.deleted""";

    private final EventConsumer consumer;

    public FollowAccounts(EventConsumer consumer) {
        this.consumer = consumer;
    }

    @Incoming("account-events")
    public Uni<Void> consume(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.consume(CONSUMER, batch, FollowAccounts::apply);
    }

    private static void apply(List<ReceivedEvent> received, PgUnitOfWork work) {
        received.forEach(event -> apply(event.event(), work));
    }

    private static void apply(ContractEvent event, PgUnitOfWork work) {
        switch (event) {
            case AccountSuspended e -> save(e.accountId(), null, true, false, work);
            case AccountReinstated e -> save(e.accountId(), null, false, false, work);
            case SubAccountCreated e -> save(e.accountId(), e.parentAccountId(), null, false, work);
            case SubAccountSuspended e -> save(e.accountId(), e.parentAccountId(), true, false, work);
            case SubAccountUnsuspended e -> save(e.accountId(), e.parentAccountId(), false, false, work);
            case SubAccountDeleted e -> save(e.accountId(), e.parentAccountId(), null, true, work);
            default -> {} // says nothing about who may send
        }
    }

    private static void save(
            UUID account, @Nullable UUID parent, @Nullable Boolean suspended, boolean deleted, PgUnitOfWork work) {
        work.enlist(SAVE, Tuple.of(account, parent, suspended, deleted));
    }
}

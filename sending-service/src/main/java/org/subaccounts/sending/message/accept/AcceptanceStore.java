package org.subaccounts.sending.message.accept;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.platform.eventstore.OutboxEvent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Idempotency;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.message.MessageEvent;

/**
 * Stores an acceptance in one transaction: content, messages, queue, events, count and the record of the idempotency key. With a
 * cap, the count comes first and decides how many messages there are.
 */
@ApplicationScoped
public class AcceptanceStore {
    /** As many as there are connections to the database in one process. */
    private static final int SHARDS = 16;

    private static final String COUNT = "select accept_without_cap($1, $2, $3)";
    private static final String COUNT_WITHIN_CAP = "select * from accept_within_cap($1, $2, $3)";

    private final Pool pool;
    private final MessageInserts inserts;
    private final Outbox outbox;
    private final Idempotency idempotency;
    private final Turns turns = new Turns();

    public AcceptanceStore(Pool pool, MessageInserts inserts, Outbox outbox, Idempotency idempotency) {
        this.pool = pool;
        this.inserts = inserts;
        this.outbox = outbox;
        this.idempotency = idempotency;
    }

    Uni<Acceptance> store(
            AcceptMessages.Requester requester,
            Senders.Sender sender,
            AcceptMessages.Order order,
            Set<String> suppressed) {
        long wanted = order.candidates().stream()
                .map(Candidate::good)
                .flatMap(Optional::stream)
                .count();
        boolean counts = wanted > 0 && !order.content().sandbox();
        Parts parts = new Parts(requester, sender, order, suppressed);
        return counts && requester.monthlyCredit() > 0
                ? storeWithinCap(parts, wanted)
                : storeAll(parts, wanted, counts);
    }

    /** What an acceptance is made from. */
    private record Parts(
            AcceptMessages.Requester requester,
            Senders.Sender sender,
            AcceptMessages.Order order,
            Set<String> suppressed) {
        Acceptance grant(long messages) {
            return Acceptance.of(
                    order.candidates(),
                    new Acceptance.Terms(sender.domain(), order.content().schedule(), messages, suppressed),
                    Ids::next);
        }
    }

    private Uni<Acceptance> storeAll(Parts parts, long wanted, boolean counts) {
        Acceptance acceptance = parts.grant(wanted);
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        enlist(parts, acceptance, work);
        if (counts) {
            // last, so that the row is locked for no longer than the commit takes
            short shard = (short) ThreadLocalRandom.current().nextInt(SHARDS);
            work.enlist(COUNT, Tuple.of(parts.requester().accountId(), shard, wanted));
        }
        return Uni.createFrom().completionStage(work::commit).replaceWith(acceptance);
    }

    /** In turns: waiting for the row of the count would keep connections from other accounts. */
    private Uni<Acceptance> storeWithinCap(Parts parts, long wanted) {
        AcceptMessages.Requester requester = parts.requester();
        return turns.take(requester.accountId(), () -> {
            AtomicReference<Acceptance> decided = new AtomicReference<>();
            return PgUnitOfWork.deciding(
                            pool,
                            COUNT_WITHIN_CAP,
                            Tuple.of(requester.accountId(), wanted, requester.monthlyCredit()),
                            (counted, work) -> {
                                Acceptance acceptance = parts.grant(granted(requester, counted));
                                enlist(parts, acceptance, work);
                                decided.set(acceptance);
                            })
                    .thenApply(_ -> decided.get());
        });
    }

    private static long granted(AcceptMessages.Requester requester, RowSet<Row> counted) {
        Row count = counted.iterator().next();
        long granted = count.getLong("granted");
        if (granted == 0) {
            throw new MonthlyCreditUsedUp(requester.monthlyCredit(), count.getLocalDate("period_end"));
        }
        return granted;
    }

    private void enlist(Parts parts, Acceptance acceptance, PgUnitOfWork work) {
        if (!acceptance.messages().isEmpty()) {
            AcceptMessages.Shown shown = parts.order().shown();
            MessageInserts.Audience audience = new MessageInserts.Audience(
                    acceptance.messages(), shown == null ? null : shown.to(), shown == null ? null : shown.cc());
            inserts.enlist(parts.sender(), parts.order().content(), audience, work);
            outbox.append(work, events(parts, acceptance));
        }
        idempotency.complete(work, parts.requester().claim(), acceptance.response());
    }

    private static List<OutboxEvent> events(Parts parts, Acceptance acceptance) {
        AcceptedContent content = parts.order().content();
        List<MessageEvent> events = new ArrayList<>(acceptance.messages().size());
        for (Acceptance.Addressed message : acceptance.messages()) {
            String recipientDomain = message.recipient().address().domain();
            events.add(new MessageEvent.MessageSent(
                    parts.requester().accountId(),
                    message.id().toString(),
                    message.id().senderDomain(),
                    recipientDomain,
                    content.tags(),
                    content.sandbox()));
            if (message.suppressed()) {
                events.add(new MessageEvent.MessageSuppressed(
                        parts.requester().accountId(),
                        message.id().toString(),
                        message.id().senderDomain(),
                        recipientDomain,
                        content.tags(),
                        content.sandbox()));
            }
        }
        return events.stream()
                .map(event -> event.toOutbox(parts.requester().metadata()))
                .toList();
    }
}

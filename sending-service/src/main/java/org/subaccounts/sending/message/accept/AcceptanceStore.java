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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.subaccounts.platform.eventstore.GroupBounds;
import org.subaccounts.platform.eventstore.GroupCommit;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.platform.eventstore.OutboxEvent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Idempotency;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.Turns;
import org.subaccounts.sending.message.MessageEvent;

/**
 * Stores an acceptance in one transaction, with others that come at the same time: content, messages, queue, events, count and
 * the record of the idempotency key. With a cap, the count comes first and decides how many messages there are.
 */
@ApplicationScoped
public class AcceptanceStore {
    private static final short SHARDS = 16;
    /** With more of them, transactions would be smaller and the database would not be faster. */
    private static final int LANES = 2;
    /** Of recipients in one transaction; each may have two events. */
    private static final int RECIPIENTS_TOGETHER = 200;
    /** What is larger is stored beside the lanes, so that nobody waits for it. */
    private static final int SMALL_BYTES = 64 * 1024;

    private static final String COUNT = "select accept_without_cap($1, $2, $3)";
    private static final String COUNT_WITHIN_CAP = "select * from accept_within_cap($1, $2, $3)";

    private final Pool pool;
    private final MessageInserts inserts;
    private final Outbox outbox;
    private final Idempotency idempotency;
    private final Turns turns = new Turns();
    private final GroupCommit<Decided> together;
    /** Replicas begin with different rows. */
    private final int firstShard = ThreadLocalRandom.current().nextInt(SHARDS);

    public AcceptanceStore(Pool pool, MessageInserts inserts, Outbox outbox, Idempotency idempotency) {
        this.pool = pool;
        this.inserts = inserts;
        this.outbox = outbox;
        this.idempotency = idempotency;
        this.together =
                new GroupCommit<>(pool, new GroupBounds(LANES, RECIPIENTS_TOGETHER), Decided::weight, this::enlist);
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

    /** An acceptance to be stored. {@code counted}: recipients that count for the monthly credit. */
    private record Decided(Parts parts, Acceptance acceptance, long counted) {
        private int weight() {
            return Math.max(1, acceptance.messages().size());
        }

        private boolean isLarge() {
            return parts.requester().bodyBytes() > SMALL_BYTES;
        }
    }

    private Uni<Acceptance> storeAll(Parts parts, long wanted, boolean counts) {
        Decided decided = new Decided(parts, parts.grant(wanted), counts ? wanted : 0);
        return Uni.createFrom()
                .completionStage(() -> decided.isLarge() ? storeAlone(decided) : together.commit(decided))
                .replaceWith(decided.acceptance());
    }

    private CompletableFuture<Void> storeAlone(Decided decided) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        enlist(List.of(decided), LANES, work);
        return work.commit();
    }

    private void enlist(List<Decided> all, int lane, PgUnitOfWork work) {
        List<MessageInserts.Mailing> mailings = new ArrayList<>();
        List<OutboxEvent> events = new ArrayList<>();
        SortedMap<UUID, Long> counts = new TreeMap<>();
        for (Decided one : all) {
            mailings.addAll(mailing(one.parts(), one.acceptance()));
            idempotency.complete(
                    work, one.parts().requester().claim(), one.acceptance().response());
            events.addAll(events(one.parts(), one.acceptance()));
            if (one.counted() > 0) {
                counts.merge(one.parts().requester().accountId(), one.counted(), Long::sum);
            }
        }
        if (!mailings.isEmpty()) {
            inserts.enlist(mailings, work);
        }
        outbox.append(work, events);
        // last, so that the rows are locked for no longer than the commit takes
        short shard = (short) ((firstShard + lane) % SHARDS);
        counts.forEach((account, recipients) -> work.enlist(COUNT, Tuple.of(account, shard, recipients)));
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
                                enlist(List.of(new Decided(parts, acceptance, 0)), LANES, work);
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

    /** None if nobody gets anything. */
    private static List<MessageInserts.Mailing> mailing(Parts parts, Acceptance acceptance) {
        if (acceptance.messages().isEmpty()) {
            return List.of();
        }
        AcceptMessages.Shown shown = parts.order().shown();
        MessageInserts.Audience audience = new MessageInserts.Audience(
                acceptance.messages(), shown == null ? null : shown.to(), shown == null ? null : shown.cc());
        return List.of(new MessageInserts.Mailing(parts.sender(), parts.order().content(), audience));
    }

    private static List<OutboxEvent> events(Parts parts, Acceptance acceptance) {
        AcceptedContent content = parts.order().content();
        List<MessageEvent> events = new ArrayList<>(acceptance.messages().size());
        for (Acceptance.Addressed message : acceptance.messages()) {
            MessageEvent.About about = new MessageEvent.About(
                    parts.requester().accountId(),
                    message.id(),
                    message.recipient().address().domain(),
                    content.tags(),
                    content.sandbox());
            events.add(new MessageEvent.MessageSent(about));
            if (message.suppressed()) {
                events.add(new MessageEvent.MessageSuppressed(about));
            }
        }
        return events.stream()
                .map(event -> event.toOutbox(parts.requester().metadata()))
                .toList();
    }
}

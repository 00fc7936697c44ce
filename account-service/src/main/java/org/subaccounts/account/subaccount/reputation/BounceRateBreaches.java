package org.subaccounts.account.subaccount.reputation;

import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** Notes the latest breach of each account in the transaction of the consumer's position; the automation acts on it. */
public final class BounceRateBreaches {
    /** Rows come in key order, so that two transactions never wait for each other. */
    private static final String NOTE = """
            insert into bounce_rate_breach as known (account_id, sent_count, bounced_count, limit_percent, occurred_at)
            select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::float8[], $5::timestamptz[])
            on conflict (account_id) do update
               set sent_count = excluded.sent_count, bounced_count = excluded.bounced_count,
                   limit_percent = excluded.limit_percent, occurred_at = excluded.occurred_at
             where excluded.occurred_at > known.occurred_at""";

    private BounceRateBreaches() {}

    /** Whether there was something to note. */
    public static boolean note(List<ReceivedEvent> received, PgUnitOfWork work) {
        Collection<BounceRateBreach> breaches = BreachReduction.latest(
                received.stream().map(ReceivedEvent::event).toList());
        if (breaches.isEmpty()) {
            return false;
        }
        var unused = work.enlist(
                NOTE,
                Tuple.of(
                        breaches.stream().map(BounceRateBreach::accountId).toArray(UUID[]::new),
                        breaches.stream().map(BounceRateBreach::sentCount).toArray(Long[]::new),
                        breaches.stream().map(BounceRateBreach::bouncedCount).toArray(Long[]::new),
                        breaches.stream().map(BounceRateBreach::limitPercent).toArray(Double[]::new),
                        breaches.stream()
                                .map(breach -> breach.occurredAt().atOffset(ZoneOffset.UTC))
                                .toArray(OffsetDateTime[]::new)));
        return true;
    }
}

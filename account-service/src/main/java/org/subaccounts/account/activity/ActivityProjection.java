package org.subaccounts.account.activity;

import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** Keeps the table {@code account_activity}: one statement per batch, with the consumer's position in one transaction. */
public final class ActivityProjection {
    /** Rows come in key order, so that two transactions never wait for each other. */
    private static final String UPSERT = """
            insert into account_activity as known (account_id, domain_count, last_activity_at)
            select * from unnest($1::uuid[], $2::int[], $3::timestamptz[])
            on conflict (account_id) do update
               set domain_count     = known.domain_count + excluded.domain_count,
                   last_activity_at = greatest(known.last_activity_at, excluded.last_activity_at)
            """;

    private ActivityProjection() {}

    public static void project(List<ReceivedEvent> events, PgUnitOfWork work) {
        Collection<ActivityChange> changes = ActivityReduction.changes(
                events.stream().map(ReceivedEvent::event).toList());
        if (changes.isEmpty()) {
            return;
        }
        var unused = work.enlist(
                UPSERT,
                Tuple.of(
                        changes.stream().map(ActivityChange::accountId).toArray(UUID[]::new),
                        changes.stream().map(ActivityChange::domains).toArray(Integer[]::new),
                        changes.stream()
                                .map(ActivityChange::lastActivityAt)
                                .map(at -> at == null ? null : at.atOffset(ZoneOffset.UTC))
                                .toArray(OffsetDateTime[]::new)));
    }
}

package org.subaccounts.sending.account;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.EventConsumer;
import org.subaccounts.platform.messaging.ReceivedEvent;

/**
 * Keeps up with which accounts are suspended, closed or deleted, and what they have set for their messages. A child's events and its parent's come in no order to each other,
 * so each account has a row of its own and a child is judged by both. One statement per batch.
 */
@ApplicationScoped
public class FollowAccounts {
    private static final String CONSUMER = "sending.sender-accounts";

    /** What an event does not say stays as it was. An account has one writer, the owner of its position; rows in key order. */
    private static final String SAVE = """
            insert into sender_account as s (account_id, parent_account_id, suspended, deleted, track_opens, track_clicks,
                                             keep_content_days, keep_metadata_days)
            select change.account_id, change.parent_account_id, coalesce(change.suspended, known.suspended, false),
                   change.deleted,
                   coalesce(change.track_opens, known.track_opens, false),
                   coalesce(change.track_clicks, known.track_clicks, false),
                   coalesce(change.keep_content_days, known.keep_content_days, 7),
                   coalesce(change.keep_metadata_days, known.keep_metadata_days, 30)
              from unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::boolean[], $5::boolean[], $6::boolean[], $7::integer[],
                          $8::integer[])
                       as change (account_id, parent_account_id, suspended, deleted, track_opens, track_clicks,
                                  keep_content_days, keep_metadata_days)
              left join sender_account known on known.account_id = change.account_id
             order by change.account_id
            on conflict (account_id) do update
               set parent_account_id = coalesce(excluded.parent_account_id, s.parent_account_id),
                   suspended = excluded.suspended, deleted = s.deleted or excluded.deleted,
                   track_opens = excluded.track_opens, track_clicks = excluded.track_clicks,
                   keep_content_days = excluded.keep_content_days, keep_metadata_days = excluded.keep_metadata_days""";

    /**
     * Who was reinstated after an alert is judged by what comes from then on: old bounces do not stop it again. Without an alert it was
     * the parent's own suspension, which forgives nothing.
     */
    private static final String BEGIN_ANEW = """
            with reinstated as (
                delete from reputation_alert
                 where account_id in (select account_id from unnest($1::uuid[], $2::boolean[]) as change (account_id, suspended)
                                       where not suspended)
                returning account_id)
            delete from reputation_count where account_id in (select account_id from reinstated)""";

    private final EventConsumer consumer;

    public FollowAccounts(EventConsumer consumer) {
        this.consumer = consumer;
    }

    @Incoming("account-events")
    public Uni<Void> consume(IncomingKafkaRecordBatch<String, byte[]> batch) {
        return consumer.consume(CONSUMER, batch, FollowAccounts::apply);
    }

    private static void apply(List<ReceivedEvent> received, PgUnitOfWork work) {
        Collection<SenderChange> changes = SenderReduction.changes(received);
        if (changes.isEmpty()) {
            return;
        }
        UUID[] accounts = column(changes, SenderChange::accountId).toArray(UUID[]::new);
        Boolean[] suspended = column(changes, SenderChange::suspended).toArray(Boolean[]::new);
        work.enlist(SAVE, Tuple.from(new Object[] {
            accounts,
            column(changes, SenderChange::parentId).toArray(UUID[]::new),
            suspended,
            column(changes, SenderChange::deleted).toArray(Boolean[]::new),
            setting(changes, SenderChange.Settings::trackOpens).toArray(Boolean[]::new),
            setting(changes, SenderChange.Settings::trackClicks).toArray(Boolean[]::new),
            setting(changes, SenderChange.Settings::keepContentDays).toArray(Integer[]::new),
            setting(changes, SenderChange.Settings::keepMetadataDays).toArray(Integer[]::new)
        }));
        work.enlist(BEGIN_ANEW, Tuple.tuple().addArrayOfUUID(accounts).addArrayOfBoolean(suspended));
    }

    private static <T> Stream<@Nullable T> setting(
            Collection<SenderChange> changes, Function<SenderChange.Settings, T> value) {
        return changes.stream().map(change -> change.settings() == null ? null : value.apply(change.settings()));
    }

    private static <T extends @Nullable Object> Stream<T> column(
            Collection<SenderChange> changes, Function<SenderChange, T> value) {
        return changes.stream().map(value);
    }
}

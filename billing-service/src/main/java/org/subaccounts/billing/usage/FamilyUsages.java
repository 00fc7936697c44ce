package org.subaccounts.billing.usage;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.subaccounts.billing.period.BillingPeriod;

/** Reads the usage of a parent and its children, in one statement and so at one moment. */
@Singleton
public class FamilyUsages {
    /**
     * Removed is what was deleted before the period's end; what came after it does not belong to the period. The array of ids
     * makes it one walk along the primary key that touches the family's rows alone; joined, the planner reads the whole period.
     * The parent comes first: its row has no time of creation. The time leads, since rows that are told apart by the first key
     * are sorted fastest.
     */
    private static final String READ = """
            select account_id, name, removed, volume
              from (select $2::uuid as account_id, '' as name, true as parent, false as removed,
                           coalesce((select reception_count from usage where period_start = $1 and account_id = $2), 0)
                               as volume,
                           null::timestamptz as created_at
                    union all
                    select child.account_id, child.name, false, coalesce(child.deleted_at < $3, false),
                           coalesce(used.reception_count, 0), child.created_at
                      from account_directory child
                      left join (select account_id, reception_count from usage
                                  where period_start = $1
                                    and account_id = any (array(
                                        select account_id from account_directory where parent_id = $2))) used
                        on used.account_id = child.account_id
                     where child.parent_id = $2
                       and (used.reception_count > 0
                            or (coalesce(child.deleted_at >= $3, true) and coalesce(child.created_at < $3, true)))) family
             order by created_at desc nulls first, parent desc, account_id desc
            """;

    private final Pool pool;

    public FamilyUsages(Pool pool) {
        this.pool = pool;
    }

    public Uni<FamilyUsage> read(UUID parentId, BillingPeriod period) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(READ)
                        .execute(Tuple.of(
                                period.firstDay(), parentId, period.end().atOffset(ZoneOffset.UTC)))
                        .toCompletionStage())
                .map(FamilyUsages::family);
    }

    private static FamilyUsage family(RowSet<Row> rows) {
        List<AccountVolume> volumes = new ArrayList<>(rows.size());
        for (Row row : rows) {
            volumes.add(new AccountVolume(row.getUUID(0), row.getString(1), row.getBoolean(2), row.getLong(3)));
        }
        return new FamilyUsage(volumes.getFirst(), List.copyOf(volumes.subList(1, volumes.size())));
    }
}

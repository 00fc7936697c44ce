package org.subaccounts.billing.usage.report;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.subaccounts.billing.period.BillingPeriod;

/** Reads the usage of a parent and its children, in one statement and so at one moment. */
@Singleton
class FamilyUsages {
    private static final String READ = """
            select $2::uuid as account_id, '' as name, true as parent, false as removed,
                   coalesce((select reception_count from usage where period_start = $1 and account_id = $2), 0) as volume,
                   null::timestamptz as created_at
            union all
            select child.account_id, child.name, false, child.deleted_at is not null,
                   coalesce(used.reception_count, 0), child.created_at
              from account_directory child
              left join usage used on used.period_start = $1 and used.account_id = child.account_id
             where child.parent_id = $2 and (child.deleted_at is null or used.reception_count > 0)
             order by parent desc, created_at desc, account_id desc
            """;

    private final Pool pool;

    FamilyUsages(Pool pool) {
        this.pool = pool;
    }

    Uni<FamilyUsage> read(UUID parentId, BillingPeriod period) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(READ)
                        .execute(Tuple.of(period.firstDay(), parentId))
                        .toCompletionStage())
                .map(FamilyUsages::family);
    }

    private static FamilyUsage family(RowSet<Row> rows) {
        List<AccountVolume> volumes = new ArrayList<>(rows.size());
        for (Row row : rows) {
            volumes.add(new AccountVolume(
                    row.getUUID("account_id"),
                    row.getString("name"),
                    row.getBoolean("removed"),
                    row.getLong("volume")));
        }
        return new FamilyUsage(volumes.getFirst(), List.copyOf(volumes.subList(1, volumes.size())));
    }
}

package org.subaccounts.billing.usage.breakdown;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Page.Pagination;
import org.subaccounts.platform.http.Refusal;

/** Reads the volume of a family by day, account or domain: the page and its total in one statement, so at one moment. */
@Singleton
public class UsageBreakdowns {
    /** Above the text of every account id. */
    private static final String PARENT_KEY = "parent";

    /** Below the text of every account id. */
    private static final String REMOVED_KEY = "-";

    private static final String STATEMENT_TIMEOUT = "57014";

    private static final String FAMILY =
            "array(select account_id from account_directory where parent_id = $1 union all select $1)";

    private static final String CHILD = "array[$4::uuid]";

    /**
     * One walk along the primary key per day, which leads with the day: it touches the rows of the family alone, however many
     * others there are.
     */
    private static final String DAYS = """
            from unnest($2::date[]) as series(day)
                   cross join lateral (
                         select %s, sum(reception_count) as volume from usage_daily
                          where usage_daily.day = series.day and account_id = any (family.ids)
                          group by 1) used
            """;

    /** As {@link #DAYS}, of whole months, whose counts are kept as well: a thirtieth of the rows. */
    private static final String MONTHS = """
            from unnest($3::date[]) as series(month)
                   cross join lateral (
                         select account_id as part, reception_count as volume from usage
                          where period_start = series.month and account_id = any (family.ids)) used
            """;

    private static final String BY_DAY = """
            select used.part::text as key, used.part as day, null as bucket, null::uuid as account_id, null as name,
                   null as domain, used.volume
            """ + DAYS.formatted("day as part");

    private static final String BY_DOMAIN = """
            select used.part as key, null::date as day, null as bucket, null::uuid as account_id, null as name,
                   used.part as domain, sum(used.volume) as volume
            """ + DAYS.formatted("domain as part") + " group by used.part";

    /** Whoever was deleted is never named, not even for days on which he was there. */
    private static final String BY_ACCOUNT =
            """
            select case bucket when 'parent' then '%1$s' when 'sub_account' then shown::text else '%2$s' end as key,
                   null::date as day, bucket, shown as account_id, max(name) as name, null as domain, sum(volume) as volume
              from (select case when used.part = $1 then 'parent' when child.deleted_at is null then 'sub_account'
                                else 'removed_sub_accounts' end as bucket,
                           case when used.part = $1 or child.deleted_at is null then used.part end as shown,
                           case when used.part <> $1 and child.deleted_at is null then child.name end as name,
                           used.volume
                      from (select counted.part, sum(counted.volume) as volume
                              from (select used.part, used.volume %3$s
                                    union all
                                    select used.part, used.volume %4$s) counted
                             group by counted.part) used
                      left join account_directory child on child.account_id = used.part) named
             group by bucket, shown
            """.formatted(PARENT_KEY, REMOVED_KEY, DAYS.formatted("account_id as part"), MONTHS);

    /** Rows of days that one page may read; a row is an account on a day, and takes some 2 µs. */
    static final int MAX_ACCOUNT_DAYS = 1_000_000;

    private static final String ACCOUNTS =
            "select count(*) from (select from account_directory where parent_id = $1 or account_id = $1 limit $2) as family";

    private static final String IS_CHILD =
            "select 1 from account_directory where account_id = $1 and parent_id = $2 and deleted_at is null";

    private final Pool pool;

    UsageBreakdowns(Pool pool) {
        this.pool = pool;
    }

    /** Fails with 404 for a sub account that is not there. */
    public Uni<UsageBreakdown> read(BreakdownRequest request) {
        UUID child = request.childId();
        if (child == null) {
            return requireBounded(request).chain(() -> page(request));
        }
        return query(IS_CHILD, Tuple.of(child, request.parentId())).chain(rows -> {
            if (rows.size() == 0) {
                throw Refusal.notFound("sub account");
            }
            return page(request);
        });
    }

    private Uni<Void> requireBounded(BreakdownRequest request) {
        int days = request.span().days().size();
        if (days == 0) {
            return Uni.createFrom().voidItem();
        }
        int most = MAX_ACCOUNT_DAYS / days;
        return query(ACCOUNTS, Tuple.of(request.parentId(), most + 1))
                .invoke(rows -> {
                    if (rows.iterator().next().getLong(0) > most) {
                        throw tooMuch(request);
                    }
                })
                .replaceWithVoid();
    }

    private static Refusal tooMuch(BreakdownRequest request) {
        return Refusal.badRequest("too many days for the number of sub accounts; ask for fewer days at once"
                + (request.grouping() == Grouping.SUB_ACCOUNT ? ", or for whole months" : ""));
    }

    private Uni<UsageBreakdown> page(BreakdownRequest request) {
        boolean backwards = request.before() != null;
        String sql = sql(request.childId() == null ? FAMILY : CHILD, request.grouping(), backwards);
        @Nullable String next = backwards ? request.before() : request.after();
        Tuple arguments = Tuple.of(
                request.parentId(),
                request.span().days().toArray(LocalDate[]::new),
                request.span().months().toArray(LocalDate[]::new),
                request.childId(),
                next,
                request.limit() + 1);
        return query(sql, arguments)
                .onFailure(UsageBreakdowns::tookTooLong)
                .transform(slow -> tooMuch(request))
                .map(rows -> breakdown(request, rows));
    }

    /** Each account can have any number of domains, so that a bound on accounts and days alone does not bound the rows. */
    private static boolean tookTooLong(Throwable failure) {
        return failure instanceof PgException refused && STATEMENT_TIMEOUT.equals(refused.getSqlState());
    }

    /** {@code $2}, {@code $3}: days and whole months, {@code $4}: the child or null, {@code $5}: the key next to which the page lies, {@code $6}: how many rows. */
    private static String sql(String family, Grouping grouping, boolean backwards) {
        boolean ascending = grouping.ascending() != backwards;
        return """
            with family as materialized (select %1$s as ids),
                 volumes as materialized (
                       select grouped.* from family cross join lateral (%2$s) grouped where grouped.volume > 0)
            select whole.total, page.*
              from (select coalesce(sum(volume), 0)::bigint as total, $4::uuid as child, $3::date[] as months from volumes) whole
              left join (select key, day, bucket, account_id, name, domain, volume::bigint as volume from volumes
                          where $5::text is null or key collate "C" %3$s $5
                          order by key collate "C" %4$s limit $6) page on true
             order by page.key collate "C" %4$s
            """.formatted(family, grouped(grouping), ascending ? ">" : "<", ascending ? "asc" : "desc");
    }

    private static String grouped(Grouping grouping) {
        return switch (grouping) {
            case DAY -> BY_DAY;
            case SUB_ACCOUNT -> BY_ACCOUNT;
            case DOMAIN -> BY_DOMAIN;
        };
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }

    private record Keyed(String key, UsageBreakdown.Row row) {}

    private static UsageBreakdown breakdown(BreakdownRequest request, RowSet<Row> rows) {
        long total = 0;
        List<Keyed> read = new ArrayList<>(rows.size());
        for (Row row : rows) {
            total = row.getLong("total");
            if (row.getString("key") != null) {
                read.add(keyed(row));
            }
        }
        boolean backwards = request.before() != null;
        boolean beyond = read.size() > request.limit();
        List<Keyed> page = beyond ? read.subList(0, request.limit()) : read;
        if (backwards) {
            page = page.reversed();
        }
        return new UsageBreakdown(
                "list",
                request.from(),
                request.to(),
                request.grouping().shown(),
                request.childId(),
                new UsageBreakdown.Total(total),
                page.stream().map(Keyed::row).toList(),
                pagination(request, page, beyond));
    }

    private static Pagination pagination(BreakdownRequest request, List<Keyed> page, boolean beyond) {
        boolean backwards = request.before() != null;
        boolean hasMore = !page.isEmpty() && (backwards || beyond);
        boolean hasPrevious = !page.isEmpty() && (backwards ? beyond : request.after() != null);
        return new Pagination(
                hasMore,
                hasMore ? request.cursor(page.getLast().key()) : null,
                hasPrevious ? request.cursor(page.getFirst().key()) : null);
    }

    private static Keyed keyed(Row row) {
        @Nullable LocalDate day = row.getLocalDate("day");
        return new Keyed(
                row.getString("key"),
                new UsageBreakdown.Row(
                        day,
                        row.getString("bucket"),
                        row.getUUID("account_id"),
                        row.getString("name"),
                        row.getString("domain"),
                        row.getLong("volume")));
    }
}

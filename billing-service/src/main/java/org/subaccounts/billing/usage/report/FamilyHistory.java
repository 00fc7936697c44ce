package org.subaccounts.billing.usage.report;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.subaccounts.billing.invoice.read.IssuedInvoice;
import org.subaccounts.billing.period.BillingPeriod;

/** What a report of a past period needs beside the period's own figures. */
@Singleton
class FamilyHistory {
    private static final String OPENED = "select created_at from account_directory where account_id = $1";

    /** One walk along the primary key of usage, which touches the family's rows alone. */
    private static final String COUNTED = """
            select coalesce(sum(reception_count), 0)::bigint as counted from usage
             where period_start = $1
               and account_id = any (array(
                   select account_id from account_directory where parent_id = $2 union all select $2))
            """;

    private final Pool pool;

    FamilyHistory(Pool pool) {
        this.pool = pool;
    }

    /** Empty while no event has told when. */
    Uni<Optional<Instant>> openedAt(UUID accountId) {
        return row(OPENED, Tuple.of(accountId)).map(row -> row.map(opened -> opened.getOffsetDateTime("created_at"))
                .map(OffsetDateTime::toInstant));
    }

    /** What was counted for the invoice's period after it was closed. */
    Uni<Long> lateCount(IssuedInvoice invoice) {
        BillingPeriod period = invoice.period();
        return row(COUNTED, Tuple.of(period.firstDay(), invoice.accountId()))
                .map(row -> row.map(counted -> counted.getLong("counted")).orElse(0L))
                .map(counted -> Math.max(0, counted - invoice.receptionCount()));
    }

    private Uni<Optional<Row>> row(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage())
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next()));
    }
}

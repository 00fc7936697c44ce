package org.subaccounts.billing.invoice.statement;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.subaccounts.billing.invoice.document.ChildStatement;
import org.subaccounts.billing.invoice.document.ChildStatement.DayVolume;
import org.subaccounts.billing.invoice.read.InvoiceNotFound;
import org.subaccounts.billing.invoice.read.IssuedInvoice;
import org.subaccounts.billing.invoice.read.IssuedInvoices;
import org.subaccounts.billing.period.BillingPeriod;

/** Reads what one child used and cost on an invoice. */
@Singleton
class ChildStatements {
    /** One look into the primary key per day, which leads with the day. */
    private static final String DAYS = """
            select day::date as day, used.volume
              from generate_series($1::date, $2::date, interval '1 day') as day
             cross join lateral (
                   select sum(reception_count)::bigint as volume from usage_daily
                    where usage_daily.day = day.day::date and account_id = $3) used
             where used.volume > 0
             order by day
            """;

    private final IssuedInvoices invoices;
    private final Pool pool;

    ChildStatements(IssuedInvoices invoices, Pool pool) {
        this.invoices = invoices;
        this.pool = pool;
    }

    /** Fails with {@link InvoiceNotFound} and {@link StatementNotFound}. */
    Uni<ChildStatement> get(UUID accountId, UUID invoiceId, UUID childId) {
        return invoices.get(accountId, invoiceId)
                .chain(invoice -> invoices.linesOfChild(invoice, childId).chain(lines -> {
                    if (lines.isEmpty()) {
                        throw new StatementNotFound();
                    }
                    return days(invoice, childId).map(days -> new ChildStatement(invoice, childId, lines, days));
                }));
    }

    private Uni<List<DayVolume>> days(IssuedInvoice invoice, UUID childId) {
        BillingPeriod period = invoice.period();
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(DAYS)
                        .execute(Tuple.of(
                                period.firstDay(), period.next().firstDay().minusDays(1), childId))
                        .toCompletionStage())
                .map(ChildStatements::days);
    }

    private static List<DayVolume> days(RowSet<Row> rows) {
        List<DayVolume> days = new ArrayList<>(rows.size());
        rows.forEach(row -> days.add(new DayVolume(row.getLocalDate("day"), row.getLong("volume"))));
        return days;
    }
}

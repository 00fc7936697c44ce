package org.subaccounts.billing.invoice.read;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.account.Issuer;
import org.subaccounts.billing.invoice.read.IssuedInvoice.Plan;
import org.subaccounts.billing.invoice.read.IssuedInvoice.Tier;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.platform.http.PageRequest;

/** Reads what was invoiced. An invoice is stored whole and never changes, so several reads see the same. */
@Singleton
public class IssuedInvoices {
    private static final String HEAD = """
            select id, account_id, number, period_start, customer_name, plan_id, plan_name, currency, pricing,
                   reception_count, base_fee_minor, overage_minor, corrected_count, correction_minor, total_minor, issuer, issued_at
              from invoice where account_id = $1
            """;

    private static final String BY_ID = HEAD + " and id = $2";
    private static final String BY_PERIOD = HEAD + " and period_start = $2";

    /** An account has one invoice of each period: their order is the list's. */
    private static final String PAGE = HEAD + " order by period_start desc limit $2";

    private static final String PAGE_NEXT = HEAD
            + " and period_start %s (select period_start from invoice where account_id = $1 and id = $3)"
            + " order by period_start %s limit $2";

    private static final String AFTER = PAGE_NEXT.formatted("<", "desc");
    private static final String BEFORE = PAGE_NEXT.formatted(">", "asc");

    private static final String LINES = """
            select kind, period_start, bucket, account_id, name, reception_count, amount_minor
              from invoice_line where invoice_id = $1""";

    private static final String ALL_LINES = LINES + " order by line";
    private static final String FIRST_LINES = ALL_LINES + " limit $2";
    private static final String USAGE_LINES = LINES + " and kind = 'usage' order by line";
    private static final String LINES_OF_CHILD =
            LINES + " and account_id = $2 and bucket = 'sub_account' order by line";

    private final Pool pool;

    IssuedInvoices(Pool pool) {
        this.pool = pool;
    }

    /** Up to one more than the page, in the order that {@link org.subaccounts.platform.http.Page#of} takes. */
    public Uni<List<IssuedInvoice>> page(PageRequest request) {
        int limit = request.limit() + 1;
        UUID before = request.before();
        UUID after = request.after();
        Uni<RowSet<Row>> rows;
        if (before != null) {
            rows = query(BEFORE, Tuple.of(request.account(), limit, before));
        } else if (after != null) {
            rows = query(AFTER, Tuple.of(request.account(), limit, after));
        } else {
            rows = query(PAGE, Tuple.of(request.account(), limit));
        }
        return rows.map(IssuedInvoices::invoices);
    }

    /** Fails with {@link InvoiceNotFound}, also for another account's. */
    public Uni<IssuedInvoice> get(UUID accountId, UUID invoiceId) {
        return query(BY_ID, Tuple.of(accountId, invoiceId))
                .map(rows -> invoices(rows).stream().findFirst().orElseThrow(InvoiceNotFound::new));
    }

    public Uni<Optional<IssuedInvoice>> ofPeriod(UUID accountId, BillingPeriod period) {
        return query(BY_PERIOD, Tuple.of(accountId, period.firstDay()))
                .map(rows -> invoices(rows).stream().findFirst());
    }

    /** In the order of the invoice. */
    public Uni<List<InvoiceLine>> lines(IssuedInvoice invoice) {
        return lines(ALL_LINES, Tuple.of(invoice.id()), invoice);
    }

    /** As {@link #lines}, up to {@code limit} of them. */
    public Uni<List<InvoiceLine>> firstLines(IssuedInvoice invoice, int limit) {
        return lines(FIRST_LINES, Tuple.of(invoice.id(), limit), invoice);
    }

    /** Those of the invoice's own period, without corrections of earlier ones. */
    public Uni<List<InvoiceLine>> usageLines(IssuedInvoice invoice) {
        return lines(USAGE_LINES, Tuple.of(invoice.id()), invoice);
    }

    /** Those that name this child; none if it is not on the invoice. */
    public Uni<List<InvoiceLine>> linesOfChild(IssuedInvoice invoice, UUID childId) {
        return lines(LINES_OF_CHILD, Tuple.of(invoice.id(), childId), invoice);
    }

    private Uni<List<InvoiceLine>> lines(String sql, Tuple arguments, IssuedInvoice invoice) {
        Currency currency = invoice.total().currency();
        return query(sql, arguments).map(rows -> {
            List<InvoiceLine> lines = new ArrayList<>(rows.size());
            rows.forEach(row -> lines.add(line(row, currency)));
            return lines;
        });
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }

    private static InvoiceLine line(Row row, Currency currency) {
        return new InvoiceLine(
                InvoiceLine.Kind.of(row.getString(0)),
                new BillingPeriod(row.getLocalDate(1)),
                InvoiceLine.Bucket.of(row.getString(2)),
                row.getUUID(3),
                row.getString(4),
                row.getLong(5),
                new Money(row.getLong(6), currency));
    }

    private static List<IssuedInvoice> invoices(RowSet<Row> rows) {
        List<IssuedInvoice> invoices = new ArrayList<>(rows.size());
        rows.forEach(row -> invoices.add(invoice(row)));
        return invoices;
    }

    private static IssuedInvoice invoice(Row row) {
        Currency currency = Money.currency(row.getString("currency"));
        return new IssuedInvoice(
                row.getUUID("id"),
                row.getUUID("account_id"),
                row.getString("number"),
                new BillingPeriod(row.getLocalDate("period_start")),
                row.getString("customer_name"),
                plan(row),
                new Money(row.getLong("base_fee_minor"), currency),
                new Money(row.getLong("overage_minor"), currency),
                new Money(row.getLong("correction_minor"), currency),
                new Money(row.getLong("total_minor"), currency),
                row.getLong("reception_count"),
                row.getLong("corrected_count"),
                issuer(row.getJsonObject("issuer")),
                row.getOffsetDateTime("issued_at").toInstant());
    }

    private static @Nullable Issuer issuer(@Nullable JsonObject stored) {
        return stored == null
                ? null
                : new Issuer(
                        stored.getString("name"),
                        stored.getJsonArray("address").stream()
                                .map(String.class::cast)
                                .toList(),
                        stored.getString("footer"));
    }

    private static Plan plan(Row row) {
        JsonObject pricing = row.getJsonObject("pricing");
        JsonArray tiers = pricing.getJsonArray("tiers", new JsonArray());
        List<Tier> read = new ArrayList<>(tiers.size());
        for (int i = 0; i < tiers.size(); i++) {
            JsonObject tier = tiers.getJsonObject(i);
            read.add(new Tier(tier.getLong("volume_up_to"), new BigDecimal(tier.getString("price_per_thousand"))));
        }
        return new Plan(
                row.getString("plan_id"), row.getString("plan_name"), pricing.getLong("included_volume", 0L), read);
    }
}

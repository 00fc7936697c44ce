package org.subaccounts.billing;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Ids;

/** Puts rows into billing's read models, as its projections would. */
public final class BillingRows {
    /** 25.00 for 25,000 messages, then 0.80 per 1,000 up to 100,000, then 0.50. */
    public static final String PRICING = "{\"base_fee_minor_units\":2500,\"included_volume\":25000,\"tiers\":["
            + "{\"volume_up_to\":100000,\"price_per_thousand\":\"0.80\"},"
            + "{\"volume_up_to\":null,\"price_per_thousand\":\"0.50\"}]}";

    private final Sql sql;

    public BillingRows(Sql sql) {
        this.sql = sql;
    }

    /** Amounts in minor units of USD. */
    public record Invoice(
            UUID id,
            UUID account,
            String number,
            LocalDate period,
            long count,
            long overage,
            long correctedCount,
            long correction) {
        public static final long BASE_FEE = 2_500;

        public long total() {
            return BASE_FEE + overage + correction;
        }
    }

    public void account(
            UUID account, @Nullable UUID parent, String name, LocalDate created, @Nullable LocalDate deleted) {
        sql.run(
                "insert into account_directory (account_id, parent_id, name, created_at, deleted_at) values ($1, $2, $3, $4, $5)",
                Tuple.of(
                        account,
                        parent,
                        name,
                        created.atStartOfDay().atOffset(ZoneOffset.UTC),
                        deleted == null ? null : deleted.atStartOfDay().atOffset(ZoneOffset.UTC)));
    }

    public void usage(LocalDate period, UUID account, long count) {
        sql.run(
                "insert into usage as u values ($1, $2, $3) on conflict (period_start, account_id) do update"
                        + " set reception_count = u.reception_count + excluded.reception_count",
                Tuple.of(period, account, count));
    }

    public void daily(LocalDate day, UUID account, String domain, long count) {
        sql.run("insert into usage_daily values ($1, $2, $3, $4)", Tuple.of(day, account, domain, count));
    }

    public Invoice invoice(UUID account, int sequence, LocalDate period, long count, long overage) {
        return invoice(account, sequence, period, count, overage, 0, 0);
    }

    public Invoice invoice(
            UUID account,
            int sequence,
            LocalDate period,
            long count,
            long overage,
            long correctedCount,
            long correction) {
        String number = account.toString().substring(0, 8).toUpperCase(Locale.ROOT) + "-" + "%04d".formatted(sequence);
        Invoice invoice = new Invoice(Ids.next(), account, number, period, count, overage, correctedCount, correction);
        sql.run(
                "insert into invoice values ($1, $2, $3, $4, 'Übermut GmbH', 'standard', 'Standard', 'usd', $5, $6, $7, $8, $9, $10,"
                        + " $11, $12)",
                Tuple.tuple()
                        .addUUID(invoice.id())
                        .addUUID(account)
                        .addString(number)
                        .addLocalDate(period)
                        .addJsonObject(new JsonObject(PRICING))
                        .addLong(count)
                        .addLong(Invoice.BASE_FEE)
                        .addLong(overage)
                        .addLong(correctedCount)
                        .addLong(correction)
                        .addLong(invoice.total())
                        .addOffsetDateTime(Instant.parse("2025-12-01T06:00:07Z").atOffset(ZoneOffset.UTC)));
        return invoice;
    }

    public void line(
            Invoice invoice,
            int line,
            String kind,
            LocalDate period,
            String bucket,
            @Nullable UUID account,
            String name,
            long count,
            long amount) {
        sql.run(
                "insert into invoice_line values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                Tuple.tuple()
                        .addUUID(invoice.id())
                        .addInteger(line)
                        .addString(kind)
                        .addLocalDate(period)
                        .addString(bucket)
                        .addUUID(account)
                        .addString(name)
                        .addLong(count)
                        .addLong(amount));
    }
}

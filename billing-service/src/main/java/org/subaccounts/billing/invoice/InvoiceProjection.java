package org.subaccounts.billing.invoice;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.account.BillingAccountEvent;
import org.subaccounts.billing.account.BillingAccountEvent.BillingPeriodClosed;
import org.subaccounts.billing.account.Issuer;
import org.subaccounts.billing.invoice.InvoiceEvent.InvoiceIssued;
import org.subaccounts.billing.invoice.InvoiceEvent.RemovedUsageInvoiced;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.eventstore.ReadModel;

/** Keeps the tables {@code invoice}, {@code invoice_line} and {@code billed_usage} in the transaction of the events. */
@ApplicationScoped
public class InvoiceProjection implements ReadModel {
    private static final String INVOICE = """
            insert into invoice (id, account_id, number, period_start, customer_name, plan_id, plan_name, currency, pricing,
                   reception_count, base_fee_minor, overage_minor, corrected_count, correction_minor, total_minor, issued_at,
                   issuer)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10, $11, $12, $13, $14, $15, $16, $17::text::jsonb)""";

    private static final String LINES = """
            insert into invoice_line (invoice_id, line, kind, period_start, bucket, account_id, name, reception_count,
                   amount_minor)
            select $1, * from unnest($2::int[], $3::text[], $4::date[], $5::text[], $6::uuid[], $7::text[], $8::bigint[],
                                     $9::bigint[])""";

    /** An account is once in an event for each period. */
    private static final String BILLED = """
            insert into billed_usage as billed (period_start, account_id, reception_count)
            select * from unnest($1::date[], $2::uuid[], $3::bigint[])
            on conflict (period_start, account_id)
                do update set reception_count = billed.reception_count + excluded.reception_count""";

    @Override
    public String name() {
        return "invoices";
    }

    @Override
    public List<String> tables() {
        return List.of("invoice", "invoice_line", "billed_usage");
    }

    @Override
    public List<Class<?>> events() {
        return List.of(BillingAccountEvent.class, InvoiceEvent.class);
    }

    @Override
    public void project(EventMessage message, PgUnitOfWork work) {
        switch (message.payload()) {
            case BillingPeriodClosed closed -> work.enlist(INVOICE, invoice(closed));
            case InvoiceIssued issued -> {
                work.enlist(LINES, lines(issued));
                enlistBilled(billed(issued), work);
            }
            case RemovedUsageInvoiced removed -> enlistBilled(removed.volumes(), work);
            case null, default -> throw new IllegalStateException("no read model for " + message.type());
        }
    }

    private static Tuple invoice(BillingPeriodClosed closed) {
        return Tuple.tuple()
                .addUUID(closed.invoiceId())
                .addUUID(closed.accountId())
                .addString(closed.number())
                .addLocalDate(firstDay(closed.period()))
                .addString(closed.customerName())
                .addString(closed.planId())
                .addString(closed.planName())
                .addString(closed.currency())
                .addString(closed.pricing().write())
                .addLong(closed.receptionCount())
                .addLong(closed.baseFeeMinorUnits())
                .addLong(closed.overageMinorUnits())
                .addLong(closed.correctedCount())
                .addLong(closed.correctionMinorUnits())
                .addLong(closed.totalMinorUnits())
                .addOffsetDateTime(closed.occurredAt().atOffset(ZoneOffset.UTC))
                .addString(written(closed.issuer()));
    }

    private static @Nullable String written(@Nullable Issuer issuer) {
        return issuer == null ? null : JsonObject.mapFrom(issuer).encode();
    }

    private static Tuple lines(InvoiceIssued issued) {
        List<InvoiceLine> lines = issued.lines();
        int before = (issued.part() - 1) * InvoiceEvent.MOST_IN_ONE;
        return Tuple.tuple()
                .addUUID(issued.invoiceId())
                .addArrayOfInteger(IntStream.rangeClosed(before + 1, before + lines.size())
                        .boxed()
                        .toArray(Integer[]::new))
                .addArrayOfString(lines.stream().map(line -> line.kind().text()).toArray(String[]::new))
                .addArrayOfLocalDate(
                        lines.stream().map(line -> firstDay(line.period())).toArray(LocalDate[]::new))
                .addArrayOfString(
                        lines.stream().map(line -> line.bucket().text()).toArray(String[]::new))
                .addArrayOfUUID(lines.stream().map(InvoiceLine::accountId).toArray(UUID[]::new))
                .addArrayOfString(lines.stream().map(InvoiceLine::name).toArray(String[]::new))
                .addArrayOfLong(lines.stream().map(InvoiceLine::receptionCount).toArray(Long[]::new))
                .addArrayOfLong(
                        lines.stream().map(InvoiceLine::amountMinorUnits).toArray(Long[]::new));
    }

    private static List<BilledVolume> billed(InvoiceIssued issued) {
        return issued.lines().stream()
                .flatMap(line -> line.accountId() == null || line.receptionCount() == 0
                        ? Stream.empty()
                        : Stream.of(new BilledVolume(line.period(), line.accountId(), line.receptionCount())))
                .toList();
    }

    private static void enlistBilled(List<BilledVolume> volumes, PgUnitOfWork work) {
        if (volumes.isEmpty()) {
            return;
        }
        work.enlist(
                BILLED,
                Tuple.tuple()
                        .addArrayOfLocalDate(volumes.stream()
                                .map(volume -> firstDay(volume.period()))
                                .toArray(LocalDate[]::new))
                        .addArrayOfUUID(
                                volumes.stream().map(BilledVolume::accountId).toArray(UUID[]::new))
                        .addArrayOfLong(volumes.stream()
                                .map(BilledVolume::receptionCount)
                                .toArray(Long[]::new)));
    }

    private static LocalDate firstDay(String period) {
        return BillingPeriod.parse(period).firstDay();
    }
}

package org.subaccounts.billing.publish;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.subaccounts.billing.account.BillingAccountEvent;
import org.subaccounts.billing.invoice.InvoiceEvent;
import org.subaccounts.billing.invoice.InvoiceLine;
import org.subaccounts.billing.threshold.ThresholdEvent;
import org.subaccounts.contracts.BillingPeriodClosed;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.InvoiceIssued;
import org.subaccounts.contracts.Topics;
import org.subaccounts.contracts.UsageThresholdReached;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.platform.messaging.OutboundMapping;

/** Closed periods and their invoices are published, mapped field by field; everything else is private. */
@ApplicationScoped
public class BillingEventsMapping implements OutboundMapping {
    private final EventJson json;

    public BillingEventsMapping(EventJson json) {
        this.json = json;
    }

    @Override
    public String topic() {
        return Topics.BILLING;
    }

    @Override
    public String source() {
        return "/billing-service";
    }

    @Override
    public Optional<ContractEvent> map(StoredEvent stored) {
        return switch (stored.type()) {
            case "billing.BillingPeriodClosed" -> {
                var e = json.read(stored, BillingAccountEvent.BillingPeriodClosed.class);
                yield Optional.of(new BillingPeriodClosed(
                        e.accountId(),
                        e.period(),
                        e.invoiceId(),
                        e.planId(),
                        e.receptionCount(),
                        e.totalMinorUnits(),
                        e.currency(),
                        e.occurredAt()));
            }
            case "billing.InvoiceIssued" -> {
                var e = json.read(stored, InvoiceEvent.InvoiceIssued.class);
                yield Optional.of(new InvoiceIssued(
                        e.accountId(),
                        e.invoiceId(),
                        e.number(),
                        e.period(),
                        e.currency(),
                        e.receptionCount(),
                        e.totalMinorUnits(),
                        e.part(),
                        e.parts(),
                        e.lines().stream().map(BillingEventsMapping::line).toList(),
                        e.occurredAt()));
            }
            case "billing.UsageThresholdReached" -> {
                var e = json.read(stored, ThresholdEvent.UsageThresholdReached.class);
                yield Optional.of(new UsageThresholdReached(
                        e.accountId(),
                        e.parentAccountId(),
                        e.scope(),
                        e.period(),
                        e.percent(),
                        e.limit(),
                        e.receptionCount(),
                        e.occurredAt()));
            }
            default -> Optional.empty();
        };
    }

    private static InvoiceIssued.Line line(InvoiceLine line) {
        return new InvoiceIssued.Line(
                line.kind().text(),
                line.period(),
                line.bucket().text(),
                line.accountId(),
                line.receptionCount(),
                line.amountMinorUnits());
    }
}

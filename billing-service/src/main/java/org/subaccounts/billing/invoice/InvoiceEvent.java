package org.subaccounts.billing.invoice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;

/**
 * What an invoice consists of. Stored with the {@code BillingPeriodClosed} that it belongs to, but under a tag of its own: who
 * decides on a billing account does not read lines.
 */
public sealed interface InvoiceEvent {
    /** So many lines, or volumes, are in one event at most. */
    int MOST_IN_ONE = 1_000;

    UUID invoiceId();

    UUID accountId();

    Instant occurredAt();

    /** {@code part} counts from 1 to {@code parts}; each but the last has 1,000 lines. */
    @Event(namespace = "billing", name = "InvoiceIssued", version = "1")
    record InvoiceIssued(
            @EventTag(key = "invoice") UUID invoiceId,
            UUID accountId,
            String number,
            String period,
            String currency,
            long receptionCount,
            long totalMinorUnits,
            int part,
            int parts,
            List<InvoiceLine> lines,
            Instant occurredAt)
            implements InvoiceEvent {
        public InvoiceIssued {
            lines = List.copyOf(lines);
        }
    }

    /** Which removed sub accounts the line of all removed ones consists of; never shown, never published. */
    @Event(namespace = "billing", name = "RemovedUsageInvoiced", version = "1")
    record RemovedUsageInvoiced(
            @EventTag(key = "invoice") UUID invoiceId, UUID accountId, List<BilledVolume> volumes, Instant occurredAt)
            implements InvoiceEvent {
        public RemovedUsageInvoiced {
            volumes = List.copyOf(volumes);
        }
    }
}

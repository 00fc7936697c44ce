package org.subaccounts.platform.messaging;

import java.time.Instant;
import org.subaccounts.contracts.ContractEvent;

/**
 * A contract event with its CloudEvents 1.0 attributes. {@code sequence} grows with the source's order per partition;
 * empty when the producer gives none.
 */
public record ReceivedEvent(
        String id, String source, String type, Instant time, String sequence, ContractEvent event) {}

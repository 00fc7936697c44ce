package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** The relay took the message over on this attempt (1 = first). */
@ContractEventType(name = "MessageDelivered", version = 1)
public record MessageDelivered(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        int attempt,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}

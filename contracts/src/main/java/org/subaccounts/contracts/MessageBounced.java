package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** The relay refused the message for good. */
@ContractEventType(name = "MessageBounced", version = 1)
public record MessageBounced(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        int attempt,
        String reason,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}

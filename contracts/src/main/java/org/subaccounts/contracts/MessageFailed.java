package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** Every attempt failed; the message is given up. */
@ContractEventType(name = "MessageFailed", version = 1)
public record MessageFailed(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        int attempt,
        String reason,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}

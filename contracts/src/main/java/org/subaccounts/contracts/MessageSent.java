package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** Recipients were accepted for delivery: what is billed, unless {@code sandbox}. */
@ContractEventType(name = "MessageSent", version = 1)
public record MessageSent(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        @JsonProperty("recipient_count") int recipientCount,
        boolean sandbox,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}

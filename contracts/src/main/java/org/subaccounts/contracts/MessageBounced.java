package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The relay refused the message for good. */
@ContractEventType(name = "MessageBounced", version = 1)
public record MessageBounced(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        int attempt,
        String reason,
        boolean sandbox,
        @JsonProperty("recipient_domain") @Nullable String recipientDomain,
        List<String> tags,
        @Nullable String classification,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {
    public MessageBounced {
        tags = tags == null ? List.of() : List.copyOf(tags); // events of earlier builds have none
    }
}

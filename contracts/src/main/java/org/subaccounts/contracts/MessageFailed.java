package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every attempt failed; the message is given up. */
@ContractEventType(name = "MessageFailed", version = 1)
public record MessageFailed(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        int attempt,
        String reason,
        boolean sandbox,
        @JsonProperty("recipient_domain") @Nullable String recipientDomain,
        List<String> tags,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {
    public MessageFailed {
        tags = tags == null ? List.of() : List.copyOf(tags); // events of earlier builds have none
    }
}

package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The relay took the message over on this attempt (1 = first). */
@ContractEventType(name = "MessageDelivered", version = 1)
public record MessageDelivered(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        int attempt,
        boolean sandbox,
        @JsonProperty("recipient_domain") @Nullable String recipientDomain,
        List<String> tags,
        @JsonProperty("delivery_millis") @Nullable Long deliveryMillis,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {
    public MessageDelivered {
        tags = tags == null ? List.of() : List.copyOf(tags); // events of earlier builds have none
    }
}

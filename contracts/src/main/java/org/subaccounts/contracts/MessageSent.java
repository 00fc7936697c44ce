package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Recipients were accepted for delivery: what is billed, unless {@code sandbox}. */
@ContractEventType(name = "MessageSent", version = 1)
public record MessageSent(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        @JsonProperty("recipient_count") int recipientCount,
        boolean sandbox,
        @JsonProperty("recipient_domain") @Nullable String recipientDomain,
        List<String> tags,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {
    public MessageSent {
        tags = tags == null ? List.of() : List.copyOf(tags); // events of earlier builds have none
    }
}

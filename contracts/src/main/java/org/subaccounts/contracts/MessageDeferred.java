package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt failed for now and will be repeated; {@code reason} is the relay's answer; {@code first}: the message's first deferral, null
 * in events of earlier builds.
 */
@ContractEventType(name = "MessageDeferred", version = 1)
public record MessageDeferred(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        int attempt,
        String reason,
        @Nullable Boolean first,
        boolean sandbox,
        @JsonProperty("recipient_domain") @Nullable String recipientDomain,
        List<String> tags,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {
    public MessageDeferred {
        tags = tags == null ? List.of() : List.copyOf(tags); // events of earlier builds have none
    }
}

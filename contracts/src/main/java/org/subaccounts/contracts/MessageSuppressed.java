package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Never attempted: the recipient is on the account's suppression list. */
@ContractEventType(name = "MessageSuppressed", version = 1)
public record MessageSuppressed(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        boolean sandbox,
        @JsonProperty("recipient_domain") @Nullable String recipientDomain,
        List<String> tags,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {
    public MessageSuppressed {
        tags = tags == null ? List.of() : List.copyOf(tags); // events of earlier builds have none
    }
}

package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The recipient opened the message; {@code first}: for the first time. */
@ContractEventType(name = "MessageOpened", version = 1)
public record MessageOpened(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        boolean first,
        boolean sandbox,
        @JsonProperty("recipient_domain") @Nullable String recipientDomain,
        List<String> tags,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {
    public MessageOpened {
        tags = tags == null ? List.of() : List.copyOf(tags); // events of earlier builds have none
    }
}

package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The recipient followed a link of the message; {@code first}: the first one of any of its links. */
@ContractEventType(name = "MessageClicked", version = 1)
public record MessageClicked(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("message_id") String messageId,
        String domain,
        String url,
        boolean first,
        boolean sandbox,
        @JsonProperty("recipient_domain") @Nullable String recipientDomain,
        List<String> tags,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {
    public MessageClicked {
        tags = tags == null ? List.of() : List.copyOf(tags); // events of earlier builds have none
    }
}

package org.subaccounts.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account, parent or child, changed its own settings; carries all of them as they are from now on.
 * {@code parentAccountId} is null for a parent. Retention in days.
 */
@ContractEventType(name = "AccountUpdated", version = 1)
public record AccountUpdated(
        @JsonProperty("account_id") UUID accountId,
        @JsonProperty("parent_account_id") @Nullable UUID parentAccountId,
        String name,
        String website,
        String about,
        @JsonProperty("track_opens") boolean trackOpens,
        @JsonProperty("track_clicks") boolean trackClicks,
        @JsonProperty("reject_bad_recipients") boolean rejectBadRecipients,
        @JsonProperty("reject_mistyped_recipients") boolean rejectMistypedRecipients,
        @JsonProperty("message_metadata_retention") int messageMetadataRetentionDays,
        @JsonProperty("message_data_retention") int messageDataRetentionDays,
        @JsonProperty("occurred_at") Instant occurredAt)
        implements ContractEvent {}

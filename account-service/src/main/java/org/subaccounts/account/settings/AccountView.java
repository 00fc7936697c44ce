package org.subaccounts.account.settings;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An account as it sees itself. {@code parentAccountId} is null for a parent; retentions in days; website as URL. */
@Schema(name = "Account")
public record AccountView(
        @Schema(enumeration = "account") String object,
        UUID id,
        @Nullable UUID parentAccountId,
        Instant createdAt,
        Instant updatedAt,
        String name,
        @Schema(format = "uri") String website,
        String about,
        boolean trackOpens,
        boolean trackClicks,
        boolean rejectBadRecipients,
        boolean rejectMistypedRecipients,
        int messageMetadataRetention,
        int messageDataRetention,

        @Schema(description = "User id of whom the parent account was opened for.")
        UUID ownerId) {}

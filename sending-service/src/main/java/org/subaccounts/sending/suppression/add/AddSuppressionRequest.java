package org.subaccounts.sending.suppression.add;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.message.EmailAddress;
import org.subaccounts.sending.suppression.Suppression;
import org.subaccounts.sending.suppression.Suppressions;

/** Body of the request to suppress an address. */
@Schema(
        name = "CreateSuppressionRequest",
        requiredProperties = {"email", "expires_at"})
public record AddSuppressionRequest(
        @Schema(format = "email", description = "Upper and lower case are the same.") @Nullable String email,

        @Schema(
                format = "hostname",
                description =
                        "The sender's domain that it holds for, also one that the account adds later; left out: all of them.")
        @Nullable String domain,

        @Schema(maxLength = Suppressions.MAX_REASON_LENGTH) @Nullable String reason,

        @Schema(format = "date-time", description = "RFC 3339, in the future.") @Nullable String expiresAt) {

    /** Refuses what cannot be suppressed. */
    Suppression suppression(UUID id, Instant now) {
        EmailAddress address =
                EmailAddress.parse(email).orElseThrow(() -> Refusal.badRequest("email must be a valid e-mail address"));
        Instant end = Inputs.time("expires_at", expiresAt);
        if (!end.isAfter(now)) {
            throw Refusal.badRequest("expires_at must be in the future");
        }
        return Suppression.of(
                id,
                address,
                domain == null ? Suppressions.ALL_DOMAINS : Inputs.domain("domain", domain),
                reason == null || reason.isBlank() ? "" : Inputs.text("reason", reason, Suppressions.MAX_REASON_LENGTH),
                end);
    }
}

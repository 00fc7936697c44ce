package org.subaccounts.sending.suppression;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.subaccounts.sending.message.EmailAddress;

/** One suppressed address, as the API shows it. */
@Schema(name = "Suppression")
public record Suppression(
        @Schema(enumeration = "suppression") String object,
        UUID id,
        Instant createdAt,

        @Schema(format = "email", description = "Normalized: in lower case, its domain as A-labels.")
        String email,

        @Schema(description = "The sender's domain that it holds for; empty: all domains of the account.")
        String domain,

        @Schema(description = "Empty if none was given.") String reason,

        Instant expiresAt) {

    /** {@code domain}: {@link Suppressions#ALL_DOMAINS} for all. The id, a UUIDv7, tells when it was made. */
    public static Suppression of(UUID id, EmailAddress email, String domain, String reason, Instant expiresAt) {
        return new Suppression(
                "suppression", id, createdAt(id), email.normalized().toString(), domain, reason, expiresAt);
    }

    /** From a row with all columns but account and origin. */
    public static Suppression of(Row row) {
        return new Suppression(
                "suppression",
                row.getUUID("id"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getString("email"),
                row.getString("domain"),
                row.getString("reason"),
                row.getOffsetDateTime("expires_at").toInstant());
    }

    static Instant createdAt(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}

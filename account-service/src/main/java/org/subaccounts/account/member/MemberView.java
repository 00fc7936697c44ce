package org.subaccounts.account.member;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A user's membership of an account as the API shows it. */
@Schema(name = "UserAccount")
public record MemberView(
        Instant createdAt,
        Instant updatedAt,
        UUID userId,
        UUID accountId,

        @Schema(enumeration = {"Administrator", "Developer", "Analyst", "Billing Manager"})
        String role) {}

package org.subaccounts.key.apikey.issue;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.ApiKeyView.ScopeView;

/** A new key as the API shows it, once with its secret. Prints without it. */
@Schema(name = "IssuedAPIKey")
public record IssuedApiKey(
        @Schema(enumeration = "api_key") String object,
        UUID id,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant lastUsedAt,
        UUID accountId,
        String label,
        String publicKey,

        @Schema(readOnly = true, description = "The credential. Shown here and in replays for 5 minutes, never again.")
        String secretKey,

        List<ScopeView> scopes,
        List<String> ipAllowList) {

    static IssuedApiKey of(IssueApiKey command) {
        return new IssuedApiKey(
                "api_key",
                command.keyId(),
                command.at(),
                command.at(),
                null,
                command.accountId(),
                command.label(),
                command.publicKey(),
                command.secret().text(),
                ScopeView.of(command.keyId(), command.scopes()),
                command.ipAllowList());
    }

    @Override
    public String toString() {
        return "IssuedApiKey[" + id + "]";
    }
}

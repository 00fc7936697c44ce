package org.subaccounts.key.apikey.issue;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A new key as the API shows it, once with its secret. Prints without it. */
public record IssuedApiKey(
        String object,
        UUID id,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant lastUsedAt,
        UUID accountId,
        String label,
        String publicKey,
        String secretKey,
        List<ScopeView> scopes,
        List<String> ipAllowList) {

    /** One scope of the key; {@code domainId} is null unless the scope is bound to a domain. */
    public record ScopeView(
            UUID id,
            Instant createdAt,
            Instant updatedAt,
            UUID apiKeyId,
            String scope,
            @Nullable UUID domainId) {}

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
                command.scopes().stream()
                        .map(scope -> new ScopeView(
                                scope.id(), command.at(), command.at(), command.keyId(), scope.scope(), null))
                        .toList(),
                command.ipAllowList());
    }

    @Override
    public String toString() {
        return "IssuedApiKey[" + id + "]";
    }
}

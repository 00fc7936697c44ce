package org.subaccounts.key.apikey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;

/** An API key as the API shows it; never with its secret. */
@Schema(name = "APIKey")
public record ApiKeyView(
        @Schema(enumeration = "api_key") String object,
        UUID id,
        Instant createdAt,
        Instant updatedAt,

        @Schema(description = "Of a recent use; may lag by minutes. Null: never used.") @Nullable Instant lastUsedAt,

        UUID accountId,
        String label,

        @Schema(description = "Tells keys apart for people; not a secret and of no use as a credential.")
        String publicKey,

        List<ScopeView> scopes,

        @Schema(description = "Address blocks that may use the key, in canonical CIDR form; empty: every address.")
        List<String> ipAllowList) {

    /** One scope of a key. */
    @Schema(name = "APIKeyScope")
    public record ScopeView(
            UUID id,
            Instant createdAt,
            Instant updatedAt,
            UUID apiKeyId,
            String scope,

            @Schema(description = "The domain that the scope is bound to; null where it is bound to none.") @Nullable UUID domainId) {

        /** Scopes never change: they are given and taken away. */
        public static List<ScopeView> of(UUID key, List<GrantedScope> scopes) {
            return scopes.stream()
                    .map(scope -> new ScopeView(
                            scope.id(), scope.createdAt(), scope.createdAt(), key, scope.scope(), scope.domainId()))
                    .toList();
        }
    }
}

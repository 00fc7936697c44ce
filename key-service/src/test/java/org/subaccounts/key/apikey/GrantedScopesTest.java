package org.subaccounts.key.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantedScopesTest {
    @Test
    void knownScopesAreGrantedInTheOrderAskedFor() {
        assertThat(GrantedScopes.check(List.of("messages:send:all", "domains:read", "*"), true))
                .containsExactly("messages:send:all", "domains:read", "*");
    }

    @Test
    void unknownAndDuplicateScopesAreRefused() {
        for (String scope :
                List.of("", "domains", "domains:all", "messages:send", "messages:send:", "Domains:read", "**")) {
            assertThatThrownBy(() -> GrantedScopes.check(List.of(scope), false))
                    .as(scope)
                    .isInstanceOf(ApiKeyRefusal.InvalidScope.class);
        }
        assertThatThrownBy(() -> GrantedScopes.check(List.of("domains:read", "domains:read"), false))
                .hasMessage("duplicate scope: domains:read");
        assertThatThrownBy(() -> GrantedScopes.check(List.of(), false)).isInstanceOf(ApiKeyRefusal.InvalidScope.class);
        assertThatThrownBy(() -> GrantedScopes.check(null, false)).isInstanceOf(ApiKeyRefusal.InvalidScope.class);
    }

    @Test
    void aKeyOfASubAccountNeverManagesSubAccounts() {
        for (String scope : List.of("sub-accounts:read", "sub-accounts:usage", "sub-account-api-keys:write")) {
            assertThatThrownBy(() -> GrantedScopes.check(List.of(scope), true))
                    .as(scope)
                    .isInstanceOf(ApiKeyRefusal.InvalidScope.class);
            assertThat(GrantedScopes.check(List.of(scope), false)).containsExactly(scope);
        }
    }

    @Test
    void nobodyGrantsWhatHeDoesNotHold() {
        GrantedScopes.requireHeldBy(Set.of("*"), List.of("domains:read", "*"));
        GrantedScopes.requireHeldBy(Set.of("domains:read", "domains:write"), List.of("domains:read"));
        assertThatThrownBy(() -> GrantedScopes.requireHeldBy(Set.of("domains:read"), List.of("domains:write")))
                .isInstanceOf(ApiKeyRefusal.BeyondOwnScopes.class);
        assertThatThrownBy(() -> GrantedScopes.requireHeldBy(Set.of("domains:read"), List.of("*")))
                .isInstanceOf(ApiKeyRefusal.BeyondOwnScopes.class);
    }
}

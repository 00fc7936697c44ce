package org.subaccounts.key.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.key.apikey.GrantedScopes.Asked;

class GrantedScopesTest {
    private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
    private static final UUID DOMAIN = new UUID(7, 7);

    private static List<String> names(List<Asked> asked) {
        return asked.stream().map(Asked::scope).toList();
    }

    private static GrantedScope scope(long id, String scope, Instant at) {
        return new GrantedScope(new UUID(id, id), scope, null, at);
    }

    @Test
    void known_scopes_are_granted_in_the_order_asked_for() {
        assertThat(names(GrantedScopes.check(List.of("messages:send:all", "domains:read", "*"), true)))
                .containsExactly("messages:send:all", "domains:read", "*");
    }

    @Test
    void a_domain_is_compared_and_kept_in_its_normal_form() {
        assertThat(GrantedScopes.check(
                        List.of("messages:send:{ Acme.Example.COM. }", "messages:read:{bücher.example.com}"), true))
                .containsExactly(
                        new Asked("messages:send:{acme.example.com}", "acme.example.com"),
                        new Asked("messages:read:{xn--bcher-kva.example.com}", "xn--bcher-kva.example.com"));
    }

    @Test
    void unknown_scopes_are_refused() {
        for (String scope : List.of(
                "",
                "domains",
                "domains:all",
                "messages:send",
                "messages:send:",
                "messages:send:acme.example.com",
                "messages:send:{}",
                "messages:send:{acme}",
                "messages:send:{acme.example.com",
                "messages:send:{a b.example.com}",
                "messages:send:{all}",
                "domains:read:{acme.example.com}",
                "Domains:read",
                "domains:read ",
                "**")) {
            assertThatThrownBy(() -> GrantedScopes.check(List.of(scope), false))
                    .as(scope)
                    .isInstanceOf(ApiKeyRefusal.InvalidScope.class);
        }
        assertThatThrownBy(() -> GrantedScopes.check(Collections.singletonList(null), false))
                .isInstanceOf(ApiKeyRefusal.InvalidScope.class);
    }

    @Test
    void a_scope_is_given_once_also_in_two_spellings() {
        assertThatThrownBy(() -> GrantedScopes.check(List.of("domains:read", "domains:read"), false))
                .hasMessage("duplicate scope: domains:read");
        assertThatThrownBy(() -> GrantedScopes.check(
                        List.of("messages:send:{a.example.com}", "messages:send:{A.example.com.}"), false))
                .hasMessage("duplicate scope: messages:send:{a.example.com}");
    }

    @Test
    void there_is_at_least_one_scope_and_at_most_a_thousand() {
        assertThatThrownBy(() -> GrantedScopes.check(List.of(), false)).isInstanceOf(ApiKeyRefusal.InvalidScope.class);
        assertThatThrownBy(() -> GrantedScopes.check(null, false)).isInstanceOf(ApiKeyRefusal.InvalidScope.class);
        assertThat(GrantedScopes.check(forDomains(1_000), false)).hasSize(1_000);
        assertThatThrownBy(() -> GrantedScopes.check(forDomains(1_001), false))
                .isInstanceOf(ApiKeyRefusal.InvalidScope.class);
    }

    private static List<String> forDomains(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "messages:send:{d" + i + ".example.com}")
                .toList();
    }

    @Test
    void messages_repeat_at_most_a_hundred_characters_of_a_scope() {
        String cut = "messages:send:{" + "a".repeat(85) + "…";
        String scope = "messages:send:{" + "a".repeat(5_000) + ".example.com}";
        assertThatThrownBy(() -> GrantedScopes.check(List.of(scope), false))
                .isInstanceOf(ApiKeyRefusal.InvalidScope.class)
                .message()
                .contains(cut)
                .hasSizeLessThan(300);
        assertThatThrownBy(() -> GrantedScopes.check(List.of("😀".repeat(101)), false))
                .hasMessage("unknown scope: " + "😀".repeat(100) + "…");
        assertThatThrownBy(() -> GrantedScopes.check(List.of("a".repeat(100)), false))
                .hasMessage("unknown scope: " + "a".repeat(100));
        String label = "a".repeat(60);
        String longDomain = "messages:send:{" + label + "." + label + ".example.com}";
        assertThatThrownBy(() -> GrantedScopes.check(List.of(longDomain, longDomain), false))
                .hasMessage("duplicate scope: " + longDomain.substring(0, 100) + "…");
        assertThat(new ApiKeyRefusal.BeyondOwnScopes(longDomain))
                .hasMessage("the scope " + longDomain.substring(0, 100)
                        + "… cannot be granted by a key that does not hold it");
        assertThat(new ApiKeyRefusal.DomainNotOwned("a".repeat(200)))
                .hasMessage("scopes: the account has no domain " + "a".repeat(100) + "…");
    }

    @Test
    void a_key_of_a_sub_account_never_manages_sub_accounts() {
        for (String scope : List.of("sub-accounts:read", "sub-accounts:usage", "sub-account-api-keys:write")) {
            assertThatThrownBy(() -> GrantedScopes.check(List.of(scope), true))
                    .as(scope)
                    .isInstanceOf(ApiKeyRefusal.InvalidScope.class);
            assertThat(names(GrantedScopes.check(List.of(scope), false))).containsExactly(scope);
        }
    }

    @Test
    void what_is_for_one_domain_is_dropped_beside_its_action_for_all_of_them() {
        List<Asked> asked = GrantedScopes.check(
                List.of(
                        "messages:send:{a.example.com}",
                        "messages:send:all",
                        "messages:read:{a.example.com}",
                        "domains:read"),
                false);
        assertThat(names(GrantedScopes.withoutRedundant(asked)))
                .containsExactly("messages:send:all", "messages:read:{a.example.com}", "domains:read");
    }

    @Test
    void the_wildcard_makes_nothing_redundant() {
        List<Asked> asked = GrantedScopes.check(List.of("*", "messages:send:{a.example.com}"), false);
        assertThat(GrantedScopes.withoutRedundant(asked)).isEqualTo(asked);
    }

    @Test
    void nobody_grants_what_he_does_not_hold() {
        grants(Set.of("*"), "domains:read", "*");
        grants(Set.of("domains:read", "domains:write"), "domains:read");
        grants(Set.of("messages:send:all"), "messages:send:{a.example.com}", "messages:send:all");
        grants(Set.of("messages:send:{a.example.com}"), "messages:send:{a.example.com}");
        grantsNot(Set.of("domains:read"), "domains:write");
        grantsNot(Set.of("domains:read"), "*");
        grantsNot(Set.of("messages:send:{a.example.com}"), "messages:send:{b.example.com}");
        grantsNot(Set.of("messages:send:{a.example.com}"), "messages:send:all");
        grantsNot(Set.of("messages:read:all"), "messages:send:{a.example.com}");
    }

    private static void grants(Set<String> grantor, String... scopes) {
        GrantedScopes.requireHeldBy(
                grantor,
                Arrays.stream(scopes).map(scope -> scope(1, scope, NOW)).toList());
    }

    private static void grantsNot(Set<String> grantor, String scope) {
        assertThatThrownBy(() -> grants(grantor, scope))
                .as("%s by %s", scope, grantor)
                .isInstanceOf(ApiKeyRefusal.BeyondOwnScopes.class);
    }

    @Test
    void a_scope_that_the_key_has_already_keeps_its_id_and_time() {
        GrantedScope present = scope(1, "domains:read", EARLIER);
        GrantedScope added = scope(3, "domains:write", NOW);
        assertThat(GrantedScopes.keeping(List.of(present), List.of(added, scope(2, "domains:read", NOW))))
                .containsExactly(added, present);
    }

    @Test
    void a_domain_that_was_removed_and_added_again_is_another_one() {
        GrantedScope present = new GrantedScope(new UUID(1, 1), "messages:send:{a.example.com}", DOMAIN, EARLIER);
        GrantedScope again = new GrantedScope(new UUID(2, 2), "messages:send:{a.example.com}", new UUID(8, 8), NOW);
        assertThat(GrantedScopes.keeping(List.of(present), List.of(again))).containsExactly(again);
    }
}

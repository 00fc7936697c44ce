package org.subaccounts.key.apikey;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.test.fixture.AxonTestFixture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.key.KeyModel;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyIssued;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyRevoked;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyUpdated;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.key.apikey.issue.IssueApiKey;
import org.subaccounts.key.apikey.issue.Secret;
import org.subaccounts.key.apikey.revoke.RevokeApiKey;
import org.subaccounts.key.apikey.update.UpdateApiKey;
import org.subaccounts.key.domain.DropDomainScopes;

class ApiKeyRulesTest {
    private static final UUID KEY = new UUID(1, 1);
    private static final UUID ACCOUNT = new UUID(2, 2);
    private static final UUID STRANGER = new UUID(3, 3);
    private static final UUID DOMAIN = new UUID(4, 4);
    private static final Instant EARLIER = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final Set<String> EVERYTHING = Set.of("*");
    /** SHA-256 of "secret". */
    private static final String HASH = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

    private static final GrantedScope READ = new GrantedScope(new UUID(5, 1), "domains:read", null, EARLIER);
    private static final GrantedScope SEND =
            new GrantedScope(new UUID(5, 2), "messages:send:{acme.example.com}", DOMAIN, EARLIER);
    private static final GrantedScope WRITE = new GrantedScope(new UUID(5, 3), "domains:write", null, AT);
    private static final List<String> OFFICE = List.of("203.0.113.0/24");

    private static final ApiKeyIssued ISSUED =
            new ApiKeyIssued(KEY, ACCOUNT, "CI", "aha-pk-1", HASH, List.of(READ, SEND), OFFICE, EARLIER);
    private static final ApiKeyRevoked REVOKED = new ApiKeyRevoked(KEY, ACCOUNT, AT);

    private AxonTestFixture fixture = start();

    private static AxonTestFixture start() {
        EventSourcingConfigurer configurer = EventSourcingConfigurer.create()
                .componentRegistry(registry ->
                        registry.disableEnhancer("org.axonframework.update.UpdateCheckerConfigurationEnhancer"));
        new KeyModel().configure(configurer);
        return AxonTestFixture.with(configurer, customization -> customization.disableAxonServer());
    }

    @BeforeEach
    void fresh() {
        fixture.stop();
        fixture = start();
    }

    @AfterEach
    void stop() {
        fixture.stop();
    }

    private void accepts(List<ApiKeyEvent> given, Object command, ApiKeyEvent... expected) {
        fixture.given()
                .events(given.toArray())
                .when()
                .command(command)
                .then()
                .success()
                .events((Object[]) expected);
    }

    private void refuses(List<ApiKeyEvent> given, Object command, Class<? extends ApiKeyRefusal> refusal) {
        fixture.given()
                .events(given.toArray())
                .when()
                .command(command)
                .then()
                .exception(refusal)
                .noEvents();
    }

    private static IssueApiKey issue(Set<String> grantor) {
        return new IssueApiKey(
                KEY, ACCOUNT, "CI", "aha-pk-1", new Secret("secret"), List.of(READ, SEND), OFFICE, grantor, EARLIER);
    }

    private static UpdateApiKey update(
            @Nullable String label, @Nullable List<GrantedScope> scopes, @Nullable List<String> blocks) {
        return new UpdateApiKey(KEY, ACCOUNT, label, scopes, blocks, EVERYTHING, false, AT);
    }

    private static ApiKeyUpdated updated(String label, List<GrantedScope> scopes, List<String> blocks) {
        return new ApiKeyUpdated(KEY, ACCOUNT, label, scopes, blocks, null, AT);
    }

    @Test
    void an_issued_key_is_an_event_with_the_hash_of_its_secret() {
        accepts(List.of(), issue(EVERYTHING), ISSUED);
    }

    @Test
    void nobody_issues_a_key_with_more_scopes_than_he_has() {
        refuses(List.of(), issue(Set.of("domains:read")), ApiKeyRefusal.BeyondOwnScopes.class);
        accepts(List.of(), issue(Set.of("domains:read", "messages:send:all")), ISSUED);
    }

    @Test
    void what_an_update_leaves_out_stays() {
        accepts(List.of(ISSUED), update("Deploy", null, null), updated("Deploy", List.of(READ, SEND), OFFICE));
        accepts(List.of(ISSUED), update(null, List.of(WRITE), null), updated("CI", List.of(WRITE), OFFICE));
        accepts(List.of(ISSUED), update(null, null, List.of()), updated("CI", List.of(READ, SEND), List.of()));
    }

    @Test
    void unchanged_scopes_keep_their_id_and_time() {
        GrantedScope readAgain = new GrantedScope(new UUID(9, 9), "domains:read", null, AT);
        accepts(
                List.of(ISSUED),
                update(null, List.of(WRITE, readAgain), null),
                updated("CI", List.of(WRITE, READ), OFFICE));
    }

    @Test
    void an_update_that_changes_nothing_is_refused() {
        GrantedScope readAgain = new GrantedScope(new UUID(9, 9), "domains:read", null, AT);
        refuses(List.of(ISSUED), update("CI", null, null), ApiKeyRefusal.NothingChanges.class);
        refuses(List.of(ISSUED), update("CI", List.of(SEND, readAgain), OFFICE), ApiKeyRefusal.NothingChanges.class);
    }

    @Test
    void only_scopes_that_the_key_gains_must_be_held_by_who_grants_them() {
        UpdateApiKey command =
                new UpdateApiKey(KEY, ACCOUNT, "Deploy", List.of(READ), null, Set.of("api-keys:write"), false, AT);
        accepts(List.of(ISSUED), command, updated("Deploy", List.of(READ), OFFICE));
        refuses(
                List.of(ISSUED),
                new UpdateApiKey(KEY, ACCOUNT, null, List.of(READ, WRITE), null, Set.of("api-keys:write"), false, AT),
                ApiKeyRefusal.BeyondOwnScopes.class);
    }

    @Test
    void a_key_does_not_lock_itself_out() {
        refuses(
                List.of(ISSUED),
                new UpdateApiKey(KEY, ACCOUNT, null, null, List.of("192.0.2.1/32"), EVERYTHING, true, AT),
                ApiKeyRefusal.LocksItselfOut.class);
    }

    @Test
    void a_key_is_revoked_once() {
        accepts(List.of(ISSUED), new RevokeApiKey(KEY, ACCOUNT, AT), REVOKED);
        refuses(List.of(ISSUED, REVOKED), new RevokeApiKey(KEY, ACCOUNT, AT), ApiKeyRefusal.NotFound.class);
    }

    @Test
    void a_revoked_key_somebody_elses_and_one_that_never_was_are_not_there() {
        refuses(List.of(ISSUED, REVOKED), update("x", null, null), ApiKeyRefusal.NotFound.class);
        refuses(List.of(), update("x", null, null), ApiKeyRefusal.NotFound.class);
        refuses(List.of(), new RevokeApiKey(KEY, ACCOUNT, AT), ApiKeyRefusal.NotFound.class);
        refuses(List.of(ISSUED), new RevokeApiKey(KEY, STRANGER, AT), ApiKeyRefusal.NotFound.class);
        refuses(
                List.of(ISSUED),
                new UpdateApiKey(KEY, STRANGER, "x", null, null, EVERYTHING, false, AT),
                ApiKeyRefusal.NotFound.class);
    }

    @Test
    void a_removed_domain_takes_its_scopes_with_it() {
        accepts(
                List.of(ISSUED),
                new DropDomainScopes(KEY, ACCOUNT, DOMAIN, "acme.example.com", AT),
                new ApiKeyUpdated(
                        KEY, ACCOUNT, "CI", List.of(READ), OFFICE, "domain acme.example.com was removed", AT));
    }

    @Test
    void a_key_may_lose_its_last_scope_with_a_domain() {
        accepts(
                List.of(ISSUED, updated("CI", List.of(SEND), OFFICE)),
                new DropDomainScopes(KEY, ACCOUNT, DOMAIN, "acme.example.com", AT),
                new ApiKeyUpdated(KEY, ACCOUNT, "CI", List.of(), OFFICE, "domain acme.example.com was removed", AT));
    }

    @Test
    void dropping_the_scopes_of_a_domain_twice_or_on_a_revoked_key_changes_nothing() {
        DropDomainScopes drop = new DropDomainScopes(KEY, ACCOUNT, DOMAIN, "acme.example.com", AT);
        accepts(List.of(ISSUED, updated("CI", List.of(READ), OFFICE)), drop);
        accepts(List.of(ISSUED, REVOKED), drop);
        accepts(List.of(ISSUED), new DropDomainScopes(KEY, ACCOUNT, new UUID(8, 8), "other.example.com", AT));
    }
}

package org.subaccounts.platform.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TokenIntrospection;
import io.quarkus.oidc.TokenIntrospectionCache;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;

/**
 * quarkus-oidc's introspection cache under leases: an answer is used for at most its lease (below one second), renewed
 * ahead while in use, and when key-service is away the leases run out and requests get 503.
 */
@Alternative // to the cache that quarkus-oidc brings
@Priority(1)
@ApplicationScoped
public class LeasedIntrospections implements TokenIntrospectionCache {
    private static final Logger LOG = Logger.getLogger(LeasedIntrospections.class);
    private static final String INVALID = "invalid API key";
    private static final int MAX_ENTRIES = 50_000;

    private final KeyFormat format;
    private final LeaseCache<Secret, Outcome> cache;
    private final Counter failures;
    private final AtomicReference<@Nullable String> lastFailure = new AtomicReference<>();

    public LeasedIntrospections(KeyFormat format, Introspector introspector, MeterRegistry metrics) {
        this.format = format;
        this.failures = Counter.builder("introspection.failures")
                .description("introspections that got no answer")
                .register(metrics);
        this.cache = new LeaseCache<>(MAX_ENTRIES, secret -> introspector
                .introspect(secret.text)
                .map(lease -> new Lease<>(Outcome.of(lease.value()), lease.validFor()))
                .onItem()
                .invoke(this::recovered)
                .onFailure()
                .invoke(this::failed));
    }

    /** A bearer secret as cache key: compared by hash and never printed; its text stays while the answer is renewed ahead. */
    private static final class Secret {
        private final String text;
        private final ByteBuffer hash;

        Secret(String text) {
            this.text = text;
            this.hash = ByteBuffer.wrap(KeyFormat.hash(text));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Secret secret && hash.equals(secret.hash);
        }

        @Override
        public int hashCode() {
            return hash.hashCode();
        }
    }

    private sealed interface Outcome {
        record Active(KeyIntrospection introspection) implements Outcome {}

        record Refused(String reason) implements Outcome {}

        static Outcome of(KeyVerdict verdict) {
            if (verdict.active()) {
                return new Active(new KeyIntrospection(verdict));
            }
            String reason = verdict.reason();
            return new Refused(reason == null ? INVALID : reason);
        }
    }

    /**
     * The credential that the key stands for, if that is known under a valid lease; null: it has to be asked for. Refuses with
     * 401 what is known to be no valid key, so that junk costs no more than a good key.
     */
    @Nullable Credential held(String token) {
        if (!format.looksLikeKey(token)) {
            return null;
        }
        return switch (cache.held(new Secret(token))) {
            case Outcome.Active active -> active.introspection().credential();
            case Outcome.Refused refused -> throw new Refusal(401, refused.reason());
            case null -> {
                if (!format.plausible(token)) {
                    throw new Refusal(401, INVALID);
                }
                yield null;
            }
        };
    }

    boolean isKey(String token) {
        return format.looksLikeKey(token);
    }

    /** The credential that the key stands for now; fails with 401 or 503. */
    Uni<Credential> ask(String token) {
        return outcome(token)
                .onFailure(CredentialRefused.class)
                .transform(refused -> new Refusal(refused.status(), String.valueOf(refused.getMessage())))
                .map(KeyIntrospection::credential);
    }

    @Override
    public Uni<TokenIntrospection> getIntrospection(
            String token, OidcTenantConfig config, OidcRequestContext<TokenIntrospection> requestContext) {
        return outcome(token).map(introspection -> introspection);
    }

    private Uni<KeyIntrospection> outcome(String token) {
        if (!format.plausible(token)) {
            return Uni.createFrom().failure(new CredentialRefused(401, INVALID));
        }
        return cache.get(new Secret(token))
                .onFailure()
                .transform(failure ->
                        new CredentialRefused(503, "API keys cannot be checked at the moment, please try again"))
                .map(lease -> switch (lease.value()) {
                    case Outcome.Active active -> active.introspection();
                    case Outcome.Refused refused -> throw new CredentialRefused(401, refused.reason());
                });
    }

    @Override
    public Uni<Void> addIntrospection(
            String token,
            TokenIntrospection introspection,
            OidcTenantConfig config,
            OidcRequestContext<Void> requestContext) {
        return Uni.createFrom().voidItem(); // the cache asks by itself; quarkus-oidc never introspects beside it
    }

    private void failed(Throwable failure) {
        failures.increment();
        String what = String.valueOf(failure.getMessage());
        if (!what.equals(lastFailure.getAndSet(what))) {
            LOG.warnf("API keys cannot be checked, requests get 503 until this ends: %s", what);
        }
    }

    private void recovered() {
        if (lastFailure.getAndSet(null) != null) {
            LOG.info("API keys can be checked again");
        }
    }
}

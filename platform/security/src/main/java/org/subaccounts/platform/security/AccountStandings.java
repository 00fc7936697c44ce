package org.subaccounts.platform.security;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.platform.http.Refusal;

/**
 * How accounts stand now, asked from account-service under leases below one second: never from events, which may lag.
 * Fails with a 503 when account-service cannot be asked and the lease has run out.
 */
@ApplicationScoped
public class AccountStandings {
    /** The longest that anybody may rely on an answer; what is derived from it inherits what is left. */
    public static final Duration LEASE = Duration.ofMillis(800);

    private static final Logger LOG = Logger.getLogger(AccountStandings.class);
    private static final int MAX_ENTRIES = 100_000;

    private final LeaseCache<UUID, Optional<AccountStanding>> cache;

    public AccountStandings(ServiceClient client, @ConfigProperty(name = "platform.account-service.url") String url) {
        this.cache = new LeaseCache<>(MAX_ENTRIES, id -> client.get(url + "/internal/v1/accounts/" + id)
                .map(answer -> switch (answer.statusCode()) {
                    case 200 -> new Lease<>(Optional.of(answer.bodyAsJson(AccountStanding.class)), LEASE);
                    case 404 -> new Lease<>(Optional.empty(), LEASE);
                    default -> throw new IllegalStateException("account-service answered " + answer.statusCode());
                }));
    }

    /** Empty if there is no such account. */
    public Uni<Lease<Optional<AccountStanding>>> get(UUID account) {
        return cache.get(account).onFailure().transform(failure -> {
            LOG.warnf("account %s cannot be looked up: %s", account, failure.getMessage());
            return new Refusal(503, "the account cannot be looked up at the moment, please try again");
        });
    }
}

package org.subaccounts.platform.security;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.platform.http.Refusal;

/** Roles of members, asked from account-service under the same lease as the standing of accounts; 503 when it is away. */
@ApplicationScoped
public class Memberships {
    private static final Logger LOG = Logger.getLogger(Memberships.class);
    private static final int MAX_ENTRIES = 10_000;

    private final LeaseCache<Membership, Optional<String>> cache;

    private record Membership(UUID account, UUID user) {}

    private final ServiceClient client;
    private final String url;

    public Memberships(ServiceClient client, @ConfigProperty(name = "platform.account-service.url") String url) {
        this.client = client;
        this.url = url;
        this.cache = new LeaseCache<>(MAX_ENTRIES, this::ask);
    }

    private Uni<Lease<Optional<String>>> ask(Membership asked) {
        return client.get(url + "/internal/v1/accounts/" + asked.account() + "/members/" + asked.user())
                .map(answer -> switch (answer.statusCode()) {
                    case 200 ->
                        new Lease<>(Optional.of(answer.bodyAsJsonObject().getString("role")), AccountStandings.LEASE);
                    case 404 -> new Lease<>(Optional.empty(), AccountStandings.LEASE);
                    default -> throw new IllegalStateException("account-service answered " + answer.statusCode());
                });
    }

    /** Empty if the user is no member of the account, or there is no such account. */
    Uni<Optional<String>> role(UUID account, UUID user) {
        return cache.get(new Membership(account, user))
                .map(Lease::value)
                .onFailure()
                .transform(failure -> {
                    LOG.warnf("members of account %s cannot be looked up: %s", account, failure.getMessage());
                    return new Refusal(
                            503, "the account's members cannot be looked up at the moment, please try again");
                });
    }
}

package org.subaccounts.key.domain;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.key.apikey.ApiKeyRefusal;
import org.subaccounts.platform.security.ServiceClient;

/** The domains of an account, asked from sending-service: never from events, which may lag behind an added domain. */
@ApplicationScoped
public class OwnedDomains {
    private static final Logger LOG = Logger.getLogger(OwnedDomains.class);
    private static final int AT_ONCE = 8;

    private final ServiceClient client;
    private final String url;

    public OwnedDomains(ServiceClient client, @ConfigProperty(name = "platform.sending-service.url") String url) {
        this.client = client;
        this.url = url;
    }

    /**
     * Ids of the domains, by name; names are normalized. Fails with {@link ApiKeyRefusal.DomainNotOwned} or, when nobody
     * can say, {@link ApiKeyRefusal.DomainsUnknown}.
     */
    public Uni<Map<String, UUID>> idsOf(UUID account, Set<String> names) {
        return Multi.createFrom()
                .iterable(names)
                .onItem()
                .transformToUni(name -> id(account, name).map(id -> Map.entry(name, id)))
                .merge(AT_ONCE)
                .collect()
                .asMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Uni<UUID> id(UUID account, String name) {
        return client.get(url + "/internal/v1/accounts/" + account + "/domains/" + name)
                .map(answer -> id(name, answer))
                .onFailure(failure -> !(failure instanceof ApiKeyRefusal))
                .transform(failure -> {
                    LOG.warnf("domain %s of account %s cannot be looked up: %s", name, account, failure.getMessage());
                    return new ApiKeyRefusal.DomainsUnknown();
                });
    }

    private static UUID id(String name, HttpResponse<Buffer> answer) {
        return switch (answer.statusCode()) {
            case 200 -> UUID.fromString(answer.bodyAsJsonObject().getString("id"));
            case 404 -> throw new ApiKeyRefusal.DomainNotOwned(name);
            default -> throw new IllegalStateException("sending-service answered " + answer.statusCode());
        };
    }
}

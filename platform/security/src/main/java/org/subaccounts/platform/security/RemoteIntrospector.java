package org.subaccounts.platform.security;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Asks key-service over its introspection endpoint (RFC 7662). */
@DefaultBean
@ApplicationScoped
public class RemoteIntrospector implements Introspector {
    private final ServiceClient client;
    private final String url;

    public RemoteIntrospector(
            ServiceClient client, @ConfigProperty(name = "platform.key-service.url") String keyService) {
        this.client = client;
        this.url = keyService + "/internal/v1/introspect";
    }

    @Override
    public Uni<Lease<KeyVerdict>> introspect(String secret) {
        return client.request(HttpMethod.POST, url)
                .sendForm(MultiMap.caseInsensitiveMultiMap().set("token", secret))
                .map(answer -> {
                    if (answer.statusCode() != 200) {
                        throw new IllegalStateException("key-service answered " + answer.statusCode());
                    }
                    KeyVerdict verdict = KeyVerdict.of(answer.bodyAsJsonObject());
                    return new Lease<>(verdict, Duration.ofMillis(verdict.leaseMs()));
                });
    }
}

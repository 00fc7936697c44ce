package org.subaccounts.platform.security;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** HTTP to the other services' internal API: shared secret, short time-outs, pooled connections. */
@ApplicationScoped
public class ServiceClient {
    static final String USER = "internal";
    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;
    private static final int ANSWER_TIMEOUT_MILLIS = 3_000;

    private final WebClient client;
    private final String secret;

    public ServiceClient(Vertx vertx, @ConfigProperty(name = "platform.internal.secret") String secret) {
        this.secret = secret;
        this.client = WebClient.create(
                vertx,
                new WebClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setFollowRedirects(false)
                        .setMaxPoolSize(32));
    }

    public Uni<io.vertx.mutiny.ext.web.client.HttpResponse<Buffer>> get(String url) {
        return request(HttpMethod.GET, url).send();
    }

    HttpRequest<Buffer> request(HttpMethod method, String url) {
        return client.requestAbs(method, url)
                .timeout(ANSWER_TIMEOUT_MILLIS)
                .authentication(new UsernamePasswordCredentials(USER, secret));
    }
}

package org.subaccounts.sending.tracking;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.Unauthenticated;
import org.subaccounts.sending.message.MessageKey;

/**
 * What images and links in messages ask for: {@code GET /t/o/{token}.gif} answers one transparent pixel, {@code GET /t/c/{token}}
 * sends on to the link's target; also while the database is away. A token that was not signed here for the host that is asked
 * is a 404, so that nobody can send people elsewhere in our name or in that of another customer. HEAD counts nothing.
 */
@Path("/t")
public class TrackingResource {
    private static final byte[] PIXEL =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
    private static final String UNCACHED = "no-store, max-age=0";

    private final TrackingTokens tokens;
    private final HitRecorder hits;

    public TrackingResource(TrackingTokens tokens, HitRecorder hits) {
        this.tokens = tokens;
        this.hits = hits;
    }

    @GET
    @Path("o/{token: [A-Za-z0-9_-]+}.gif")
    @Unauthenticated
    @NonBlocking
    @Operation(hidden = true)
    public Response pixel(@RestPath String token, @Context HttpServerRequest request) {
        MessageKey message = tokens.opened(host(request), token).orElseThrow(() -> Refusal.notFound("image"));
        if (counts(request)) {
            hits.opened(message);
        }
        return Response.ok(PIXEL, "image/gif").header("Cache-Control", UNCACHED).build();
    }

    @GET
    @Path("c/{token: [A-Za-z0-9_-]+}")
    @Unauthenticated
    @NonBlocking
    @Operation(hidden = true)
    public Response link(@RestPath String token, @Context HttpServerRequest request) {
        TrackingTokens.Click click = tokens.clicked(host(request), token).orElseThrow(() -> Refusal.notFound("link"));
        if (counts(request)) {
            hits.clicked(click.message(), click.url());
        }
        return Response.status(Response.Status.FOUND)
                .header("Location", click.url())
                .header("Cache-Control", UNCACHED)
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    /** As the client knows it: a gateway may call us by another name. No page can make a browser say something else. */
    private static String host(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-Host");
        HostAndPort asked = request.authority();
        if (forwarded != null) {
            return forwarded.split(",", 2)[0].strip();
        }
        return asked == null ? "" : asked.host();
    }

    private static boolean counts(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET);
    }
}

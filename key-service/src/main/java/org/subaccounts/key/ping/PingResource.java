package org.subaccounts.key.ping;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.subaccounts.platform.security.AnyKey;

/** {@code GET /v2/ping}: answers any valid key. */
@Path("/v2/ping")
public class PingResource {
    /** The answer. */
    public record Pong(String message) {}

    @GET
    @AnyKey
    public Uni<Pong> ping() {
        return Uni.createFrom().item(new Pong("pong"));
    }
}

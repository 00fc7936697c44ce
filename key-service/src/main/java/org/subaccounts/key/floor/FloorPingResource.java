package org.subaccounts.key.floor;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.key.ping.PingResource;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.Unauthenticated;

/** What ping would cost without asking who calls. Answers 404 unless {@code platform.floors.enabled}. */
@Path("/internal/v1/floors/ping")
public class FloorPingResource {
    private final boolean enabled;

    public FloorPingResource(
            @ConfigProperty(name = "platform.floors.enabled", defaultValue = "false") boolean enabled) {
        this.enabled = enabled;
    }

    @GET
    @Unauthenticated
    public Uni<PingResource.Pong> ping() {
        if (!enabled) {
            throw new Refusal(404, "not found");
        }
        return Uni.createFrom().item(new PingResource.Pong("pong"));
    }
}

package org.subaccounts.key.ping;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.platform.security.AnyKey;

/** {@code GET /v2/ping}: answers any valid key. */
@Path("/v2/ping")
@Tag(name = "Utility")
public class PingResource {
    /** The answer. */
    @Schema(name = "Pong")
    public record Pong(String message) {}

    @GET
    @Operation(
            operationId = "ping",
            summary = "Try a key",
            description = "Answers every valid API key, whatever its scopes.")
    @AnyKey
    public Uni<Pong> ping() {
        return Uni.createFrom().item(new Pong("pong"));
    }
}

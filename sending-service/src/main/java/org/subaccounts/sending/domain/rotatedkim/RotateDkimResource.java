package org.subaccounts.sending.domain.rotatedkim;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainState;

/** {@code POST /operator/v1/domains/{id}/rotate-dkim}: 202, 404, or 409 when the domain's key cannot be rotated now. */
@Path("/operator/v1/domains/{id}/rotate-dkim")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators: domains")
public class RotateDkimResource {
    private final RotateDkim rotate;
    private final Caller caller;

    public RotateDkimResource(RotateDkim rotate, Caller caller) {
        this.rotate = rotate;
        this.caller = caller;
    }

    /** A rotation that has begun. */
    @Schema(name = "DkimRotation")
    public record Rotation(
            UUID domainId,
            String domain,

            @Schema(description = "The selector that signs until the next key is seen in the DNS.")
            String activeSelector,

            @Schema(description = "The selector of the next key.")
            String nextSelector) {
        static Rotation of(DomainState state) {
            return new Rotation(
                    state.id().value(),
                    state.name(),
                    state.dkim().activeSelector(),
                    state.dkim().standbySelector());
        }
    }

    @POST
    @Operation(
            operationId = "rotateDkim",
            summary = "Replace the DKIM key of a domain",
            description =
                    "Makes a key in the second slot. Once it is seen in the DNS it signs; the last key stays published for"
                            + " a grace time. Needs `rotation_ready`.")
    @OperatorOnly
    @ResponseStatus(202)
    public Uni<Rotation> begin(@PathParam("id") String id) {
        return rotate.begin(new DomainId(Inputs.uuid("id", id)), caller.metadata())
                .map(Rotation::of);
    }
}

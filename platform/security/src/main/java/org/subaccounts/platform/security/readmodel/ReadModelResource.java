package org.subaccounts.platform.security.readmodel;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.NoSuchElementException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.subaccounts.platform.eventstore.ReadModels;
import org.subaccounts.platform.eventstore.RebuildRunningException;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code /operator/v1/read-models/{name}}, in every service that has read models; elsewhere no name is found. */
@Path("/operator/v1/read-models/{name}")
@Tag(name = "Read models")
public class ReadModelResource {
    private final ReadModels models;

    public ReadModelResource(ReadModels models) {
        this.models = models;
    }

    @GET
    @Operation(
            operationId = "getReadModelRebuild",
            summary = "State of a rebuild",
            description = "How the last rebuild of the read model went, or how far the running one has come.")
    @OperatorOnly
    public Uni<ReadModelView> get(@PathParam("name") String name) {
        return models.state(name)
                .map(ReadModelView::of)
                .onFailure(NoSuchElementException.class)
                .transform(unknown -> new ReadModelRefusal.NotFound());
    }

    @POST
    @Path("rebuild")
    @Operation(
            operationId = "startReadModelRebuild",
            summary = "Rebuild a read model",
            description =
                    "Starts to build the read model anew from the events, while the old one goes on serving; it takes"
                            + " its place at the end, and stays if the rebuild fails. One at a time in a service.")
    @APIResponse(responseCode = "200", description = "It runs; ask for its state.")
    @APIResponse(responseCode = "409", description = "A read model of this service is being rebuilt already.")
    @ResponseStatus(202)
    @OperatorOnly
    public Uni<ReadModelView> rebuild(@PathParam("name") String name) {
        return models.rebuild(name)
                .map(ReadModelView::of)
                .onFailure(NoSuchElementException.class)
                .transform(unknown -> new ReadModelRefusal.NotFound())
                .onFailure(RebuildRunningException.class)
                .transform(running -> new ReadModelRefusal.AlreadyRunning());
    }
}

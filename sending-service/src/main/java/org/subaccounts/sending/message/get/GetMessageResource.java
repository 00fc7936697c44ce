package org.subaccounts.sending.message.get;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.message.MessagePath;

/** One message of the account: 200 or 404. */
@Path("/v2/accounts/{account_id}/messages/{message_id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Messages")
public class GetMessageResource {
    /** Nobody keeps content in memory for longer, however slowly he reads: 50 MB at 2.2 Mbit/s. */
    private static final Duration HOLD = Duration.ofMinutes(3);

    private final MessageReader messages;
    private final Caller caller;
    private final ObjectMapper json;
    private final Vertx vertx;

    public GetMessageResource(MessageReader messages, Caller caller, ObjectMapper json, Vertx vertx) {
        this.messages = messages;
        this.caller = caller;
        this.json = json;
        this.vertx = vertx;
    }

    @GET
    @Operation(
            operationId = "getMessage",
            summary = "Read a message",
            description = "What happened to it, and its content as long as that is kept.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = MessageDetails.class)))
    @RequireScope(value = Scopes.MESSAGES_READ, perDomain = true)
    @Blocking
    public StreamingOutput get(
            @Parameter(description = "The id that sending has answered, or the UUID in it.") @RestPath("message_id")
                    String messageId,
            @Parameter(hidden = true) @Context RoutingContext request) {
        MessageReader.Found found = messages.read(
                caller.accountId(),
                MessagePath.parse(messageId),
                caller.domainsOf(Scopes.MESSAGES_READ).orElse(null));
        long hangs = vertx.setTimer(HOLD.toMillis(), _ -> {
            request.response().reset();
            found.close();
        });
        request.addEndHandler(_ -> {
            vertx.cancelTimer(hangs);
            found.close();
        });
        if (request.response().closed()) { // before the handler was there, which then never runs
            vertx.cancelTimer(hangs);
            found.close();
        }
        return out -> json.writeValue(out, found.details());
    }
}

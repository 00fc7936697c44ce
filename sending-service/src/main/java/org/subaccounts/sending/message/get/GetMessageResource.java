package org.subaccounts.sending.message.get;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
    private final MessageReader messages;
    private final Caller caller;

    public GetMessageResource(MessageReader messages, Caller caller) {
        this.messages = messages;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "getMessage",
            summary = "Read a message",
            description = "What happened to it, and its content as long as that is kept.")
    @RequireScope(value = Scopes.MESSAGES_READ, perDomain = true)
    public Uni<MessageDetails> get(
            @Parameter(description = "The id that sending has answered, or the UUID in it.") @RestPath("message_id")
                    String messageId,
            @Parameter(hidden = true) @Context RoutingContext request) {
        return messages.read(
                caller.accountId(),
                MessagePath.parse(messageId),
                caller.domainsOf(Scopes.MESSAGES_READ).orElse(null),
                ended -> request.addEndHandler(done -> ended.run()));
    }
}

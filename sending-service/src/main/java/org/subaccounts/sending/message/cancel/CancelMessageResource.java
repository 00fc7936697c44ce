package org.subaccounts.sending.message.cancel;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.Done;
import org.subaccounts.sending.message.MessagePath;

/** Cancels a scheduled message: 200; 400 when it is none, or is sent already. */
@Path("/v2/accounts/{account_id}/messages/{message_id}/cancel")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Messages")
public class CancelMessageResource {
    private final CancelMessage messages;
    private final Caller caller;

    public CancelMessageResource(CancelMessage messages, Caller caller) {
        this.messages = messages;
        this.caller = caller;
    }

    @DELETE
    @Operation(
            operationId = "cancelMessage",
            summary = "Cancel a scheduled message",
            description =
                    "While its first attempt has not begun: it is cancelled or sent, never both. Not to be undone.")
    @RequireScope(value = Scopes.MESSAGES_CANCEL, perDomain = true)
    public Uni<Done> cancel(
            @Parameter(description = "The id that sending has answered, or the UUID in it.") @RestPath("message_id")
                    String messageId) {
        return messages.cancel(
                        caller.accountId(),
                        MessagePath.parse(messageId),
                        caller.domainsOf(Scopes.MESSAGES_CANCEL).orElse(null))
                .replaceWith(new Done("message cancelled"));
    }
}

package org.subaccounts.sending.message.accept;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.CurrentClaim;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** Accepts a message for 1 to 100 recipients: 202 with a result for each. */
@Path("/v2/accounts/{account_id}/messages")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Messages")
public class CreateMessageResource {
    private final AcceptMessages acceptMessages;
    private final AcceptRules.DefaultRetention retention;
    private final Caller caller;
    private final CurrentClaim claim;

    public CreateMessageResource(
            AcceptMessages acceptMessages,
            @ConfigProperty(name = "sending.retention.content-days") int contentDays,
            @ConfigProperty(name = "sending.retention.metadata-days") int metadataDays,
            Caller caller,
            CurrentClaim claim) {
        this.acceptMessages = acceptMessages;
        this.retention = new AcceptRules.DefaultRetention(contentDays, metadataDays);
        this.caller = caller;
        this.claim = claim;
    }

    @POST
    @Operation(
            operationId = "createMessage",
            summary = "Send a message to up to 100 recipients",
            description =
                    "Accepts it for delivery: each recipient gets a message of its own, with an id or an error in the order of the"
                            + " request. The sender's domain must be verified.")
    @Idempotent(status = 202)
    @RequireScope(value = Scopes.MESSAGES_SEND, perDomain = true)
    @ResponseStatus(202)
    public Uni<CreateMessageResponse> create(@Nullable CreateMessageRequest body) {
        CreateMessageRequest request = Inputs.body(body);
        String domain = AcceptRules.from(request).address().domain();
        if (!caller.mayUseForDomain(Scopes.MESSAGES_SEND, domain)) {
            throw new Refusal(403, "the API key may not send from " + domain);
        }
        AcceptedContent content = AcceptRules.content(request, retention);
        return acceptMessages.accept(
                new AcceptMessages.Requester(caller.accountId(), caller.metadata(), claim.get()),
                content,
                AcceptRules.recipients(request));
    }
}

package org.subaccounts.sending.message.accept;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
import org.subaccounts.sending.LargeBody;

/** Accepts messages: for 1 to 100 recipients, or one conversation of up to 50; 202 with a result for each. */
@Path("/v2/accounts/{account_id}/messages")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Messages")
public class CreateMessageResource {
    private static final String RULES =
            " Mail can be sent only from a domain that is verified on the account. 403 when the account's monthly credit reaches for"
                    + " nobody; when it reaches for some, the others get an `error`.";

    private final AcceptMessages acceptMessages;
    private final Caller caller;
    private final CurrentClaim claim;
    private final Clock clock = Clock.systemUTC();

    public CreateMessageResource(AcceptMessages acceptMessages, Caller caller, CurrentClaim claim) {
        this.acceptMessages = acceptMessages;
        this.caller = caller;
        this.claim = claim;
    }

    @POST
    @Operation(
            operationId = "createMessage",
            summary = "Send a message to up to 100 recipients",
            description =
                    "Accepts it for delivery: each recipient gets a message of its own, with an id or an error in the order of the"
                            + " request. Subject and bodies are Jinja templates when there are substitutions." + RULES)
    @Idempotent(status = 202)
    @LargeBody
    @RequireScope(value = Scopes.MESSAGES_SEND, perDomain = true)
    @ResponseStatus(202)
    public Uni<CreateMessageResponse> create(
            @Nullable CreateMessageRequest body, @Parameter(hidden = true) @Context RoutingContext http) {
        CreateMessageRequest request = Inputs.body(body);
        requireScope(request.from());
        AcceptedContent content = AcceptRules.content(request, clock.instant());
        return acceptMessages.accept(
                requester(http), AcceptMessages.Order.of(content, AcceptRules.recipients(request)));
    }

    @POST
    @Path("/conversation")
    @Operation(
            operationId = "createConversationMessage",
            summary = "Send one mail to up to 50 recipients who see each other",
            description =
                    "Accepts it for delivery: every one of `to`, `cc` and `bcc` gets a message of its own, all with the same To and Cc"
                            + " fields; results come in this order. There are no substitutions." + RULES)
    @Idempotent(status = 202)
    @LargeBody
    @RequireScope(value = Scopes.MESSAGES_SEND, perDomain = true)
    @ResponseStatus(202)
    public Uni<CreateMessageResponse> converse(
            @Nullable CreateConversationMessageRequest body, @Parameter(hidden = true) @Context RoutingContext http) {
        CreateConversationMessageRequest request = Inputs.body(body);
        requireScope(request.from());
        AcceptedContent content = AcceptRules.content(request, clock.instant());
        return acceptMessages.accept(
                requester(http), AcceptMessages.Order.of(content, AcceptRules.conversation(request)));
    }

    private void requireScope(@Nullable Address from) {
        String domain = AcceptRules.from(from).address().domain();
        if (!caller.mayUseForDomain(Scopes.MESSAGES_SEND, domain)) {
            throw new Refusal(403, "the API key may not send from " + domain);
        }
    }

    private AcceptMessages.Requester requester(RoutingContext http) {
        return new AcceptMessages.Requester(
                caller.accountId(),
                caller.monthlyCredit(),
                caller.metadata(),
                http.request().bytesRead(),
                claim.get());
    }
}

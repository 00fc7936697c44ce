package org.subaccounts.sending.message.list;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.message.EmailAddress;
import org.subaccounts.sending.message.MessageSummary;

/** The account's messages, newest first, filtered; a key for some domains sees what was sent from these. */
@Path("/v2/accounts/{account_id}/messages")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Messages")
public class ListMessagesResource {
    private final MessageList messages;
    private final Caller caller;

    public ListMessagesResource(MessageList messages, Caller caller) {
        this.messages = messages;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "getMessages",
            summary = "List the messages of the account",
            description =
                    "Newest first, without content, as long as they are kept. All filters must hold. A request looks"
                            + " through at most 50,000 messages; where a filter lets fewer of them through than a page"
                            + " holds, the page is shorter, perhaps empty, and `has_more` is true: `next_cursor` goes on"
                            + " from there.")
    @RequireScope(value = Scopes.MESSAGES_READ, perDomain = true)
    public Uni<Page<MessageSummary>> list(
            @Parameter(description = "One or more, separated by commas, of the values that `status` has in the answer.")
                    @RestQuery
                    @Nullable String status,
            @Parameter(
                            description =
                                    "The sender's address, letters of either case; its domain must be one that the key"
                                            + " may read.",
                            schema = @Schema(type = SchemaType.STRING, format = "email"))
                    @RestQuery
                    @Nullable String sender,
            @Parameter(
                            description = "The recipient's address, letters of either case.",
                            schema = @Schema(type = SchemaType.STRING, format = "email"))
                    @RestQuery
                    @Nullable String recipient,
            @Parameter(description = "Part of the subject, letters of either case.") @RestQuery @Nullable String subject,
            @Parameter(description = "The Message-ID header: the id that sending has answered.")
                    @RestQuery("message_id_header")
                    @Nullable String messageIdHeader,
            @Parameter(description = "At most 20, separated by commas: messages that have any of them.")
                    @RestQuery
                    @Nullable String tags,
            @Parameter(
                            description = "Accepted at this time or later.",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @RestQuery("from_time")
                    @Nullable String fromTime,
            @Parameter(
                            description = "Accepted before this time.",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @RestQuery("to_time")
                    @Nullable String toTime,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String before) {
        MessageFilter filter = MessageFilter.of(
                new MessageFilter.Asked(status, sender, recipient, subject, messageIdHeader, tags, fromTime, toTime),
                caller.domainsOf(Scopes.MESSAGES_READ).orElse(null));
        PageRequest page = PageRequest.of(filter.listName(), caller.accountId(), limit, after, before);
        EmailAddress from = filter.sender();
        if (from != null && !caller.mayUseForDomain(Scopes.MESSAGES_READ, from.domain())) {
            throw new Refusal(403, "the API key may not read messages from " + from.domain());
        }
        return messages.page(filter, page);
    }
}

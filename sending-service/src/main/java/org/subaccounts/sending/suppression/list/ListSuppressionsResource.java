package org.subaccounts.sending.suppression.list;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.suppression.Suppression;

/** The account's suppressions that have not expired, newest first, filtered by domain, address and time of creation. */
@Path("/v2/accounts/{account_id}/suppressions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Suppressions")
public class ListSuppressionsResource {
    private final ListSuppressions listSuppressions;
    private final Caller caller;

    public ListSuppressionsResource(ListSuppressions listSuppressions, Caller caller) {
        this.listSuppressions = listSuppressions;
        this.caller = caller;
    }

    @GET
    @Operation(
            operationId = "getSuppressions",
            summary = "List the suppressions of the account",
            description =
                    "Newest first, without those that have expired. 404 for a domain that is not the account's and that nothing"
                            + " is suppressed for.")
    @RequireScope(Scopes.SUPPRESSIONS_READ)
    public Uni<Page<Suppression>> list(
            @Parameter(description = "Only those for this domain; those for all domains are not among them.")
                    @RestQuery
                    @Nullable String domain,
            @Parameter(description = "Only those of this address.", schema = @Schema(format = "email"))
                    @RestQuery
                    @Nullable String email,
            @Parameter(description = "Only those made at this time or later.", schema = @Schema(format = "date-time"))
                    @RestQuery("from_time")
                    @Nullable String fromTime,
            @Parameter(description = "Only those made before this time.", schema = @Schema(format = "date-time"))
                    @RestQuery("to_time")
                    @Nullable String toTime,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String before) {
        SuppressionFilter filter = SuppressionFilter.of(domain, email, fromTime, toTime);
        PageRequest page = PageRequest.of(filter.list(), caller.accountId(), limit, after, before);
        return listSuppressions.list(page, filter).map(found -> Page.of(page, found, Suppression::id));
    }
}

package org.subaccounts.account.parent.find;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.parent.OperatorAccountView;
import org.subaccounts.account.parent.OperatorAccounts;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code GET /operator/v1/accounts} and {@code GET /operator/v1/accounts/{id}}. */
@Path("/operator/v1/accounts")
@Tag(name = "Operators: accounts")
public class FindAccountsResource {
    /** The list is nobody's account; its cursors are bound to this. */
    private static final UUID OPERATORS = new UUID(0, 0);

    private static final int MAX_SEARCH = 255;

    private final OperatorAccounts accounts;

    public FindAccountsResource(OperatorAccounts accounts) {
        this.accounts = accounts;
    }

    @GET
    @Operation(
            operationId = "listAccounts",
            summary = "List and find parent accounts",
            description = "Newest first, closed ones too. Sub accounts are not listed; they are found by id.")
    @OperatorOnly
    public Uni<Page<OperatorAccountView>> list(
            @Parameter(
                            description =
                                    "Only accounts whose name begins with this, in upper or lower case, whose website"
                                            + " is exactly this, or whose owner has exactly this e-mail address.")
                    @QueryParam("search")
                    @Nullable String search,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        String wanted = search == null || search.isEmpty() ? null : Inputs.text("search", search, MAX_SEARCH);
        PageRequest request =
                PageRequest.of("accounts" + (wanted == null ? "" : ":" + wanted), OPERATORS, limit, after, before);
        return accounts.page(request, wanted).map(rows -> Page.of(request, rows, OperatorAccountView::id));
    }

    @GET
    @Path("{id}")
    @Operation(
            operationId = "getAnyAccount",
            summary = "Look at any account",
            description = "A parent or a sub account by its id, whatever its status.")
    @OperatorOnly
    public Uni<OperatorAccountView> get(@PathParam("id") String id) {
        return accounts.get(Inputs.uuid("id", id));
    }
}

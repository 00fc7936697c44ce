package org.subaccounts.account.history;

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
import org.subaccounts.account.parent.OperatorAccounts;
import org.subaccounts.platform.http.HistoryEntry;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Page;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code GET /operator/v1/accounts/{id}/history}: of any account, deleted ones too, newest first. */
@Path("/operator/v1/accounts/{id}/history")
@Tag(name = "Operators: accounts")
public class OperatorHistoryResource {
    /** Operators are no account; the cursors of their lists are bound to this. */
    private static final UUID OPERATORS = new UUID(0, 0);

    private final OperatorAccounts accounts;
    private final AccountHistory history;

    public OperatorHistoryResource(OperatorAccounts accounts, AccountHistory history) {
        this.accounts = accounts;
        this.history = history;
    }

    @GET
    @Operation(
            operationId = "getAccountHistory",
            summary = "What happened to any account",
            description =
                    "Who did what, when, why and from which address: to the account, its members and its API keys."
                            + " Newest first.")
    @OperatorOnly
    public Uni<Page<HistoryEntry>> get(
            @PathParam("id") String id,
            @Parameter(description = "Only what happened to this API key.") @QueryParam("key_id") @Nullable String keyId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("before") @Nullable String before) {
        UUID account = Inputs.uuid("id", id);
        AccountHistory.Query query = AccountHistory.Query.of(OPERATORS, account, keyId, limit, after, before);
        return accounts.get(account).chain(found -> history.page(query));
    }
}

package org.subaccounts.key.caller;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** Answers the monthly credit that a resource sees; there is no such path outside tests. */
@Path("/v2/accounts/{account_id}/credit-seen")
public class CreditSeenResource {
    private final Caller caller;

    public CreditSeenResource(Caller caller) {
        this.caller = caller;
    }

    @GET
    @Operation(hidden = true)
    @RequireScope(Scopes.ACCOUNTS_READ)
    public Uni<Map<String, Long>> get() {
        return Uni.createFrom().item(Map.of("monthly_credit", caller.monthlyCredit()));
    }
}

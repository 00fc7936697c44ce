package org.subaccounts.key.apikey.issue;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.key.apikey.Children;
import org.subaccounts.key.apikey.GrantedScopes;
import org.subaccounts.platform.http.Idempotent;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code POST /v2/accounts/{account_id}/sub-accounts/{sub_account_id}/api-keys}. */
@Path("/v2/accounts/{account_id}/sub-accounts/{sub_account_id}/api-keys")
public class IssueSubAccountKeyResource {
    private final ApiKeyIssuer issuer;
    private final Children children;
    private final Caller caller;

    public IssueSubAccountKeyResource(ApiKeyIssuer issuer, Children children, Caller caller) {
        this.issuer = issuer;
        this.children = children;
        this.caller = caller;
    }

    @POST
    @RequireScope(Scopes.SUB_ACCOUNT_API_KEYS_WRITE)
    @Idempotent(secret = true)
    public Uni<Response> issue(@PathParam("sub_account_id") String subAccountId, ApiKeyIssuer.@Nullable Request body) {
        UUID child = Inputs.uuid("sub_account_id", subAccountId);
        ApiKeyIssuer.Checked request = ApiKeyIssuer.check(body, true);
        GrantedScopes.requireHeldBy(caller.scopes(), request.scopes());
        Map<String, String> metadata = caller.metadata();
        return children.require(caller.accountId(), child)
                .chain(() -> issuer.issue(child, request, metadata))
                .map(key -> Response.status(201).entity(key).build());
    }
}

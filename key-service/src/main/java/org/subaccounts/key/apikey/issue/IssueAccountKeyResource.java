package org.subaccounts.key.apikey.issue;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.AccountStandings;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.OperatorOnly;

/** {@code POST /operator/v1/accounts/{id}/api-keys}: the first key of an account that has none. */
@Path("/operator/v1/accounts/{id}/api-keys")
public class IssueAccountKeyResource {
    private final ApiKeyIssuer issuer;
    private final AccountStandings standings;
    private final Caller caller;

    public IssueAccountKeyResource(ApiKeyIssuer issuer, AccountStandings standings, Caller caller) {
        this.issuer = issuer;
        this.standings = standings;
        this.caller = caller;
    }

    @POST
    @OperatorOnly
    public Uni<Response> issue(@PathParam("id") String id, ApiKeyIssuer.@Nullable Request body) {
        UUID account = Inputs.uuid("id", id);
        Map<String, String> metadata = caller.metadata();
        return standings
                .get(account)
                .map(lease -> lease.value()
                        .filter(standing -> !standing.status().equals("deleted"))
                        .orElseThrow(() -> Refusal.notFound("account")))
                .chain(standing ->
                        issuer.issue(account, ApiKeyIssuer.check(body, standing.parentAccountId() != null), metadata))
                .map(key -> Response.status(201).entity(key).build());
    }
}

package org.subaccounts.key.apikey.revoke;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.key.apikey.Children;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** {@code DELETE /v2/accounts/{account_id}/sub-accounts/{sub_account_id}/api-keys/{key_id}}. */
@Path("/v2/accounts/{account_id}/sub-accounts/{sub_account_id}/api-keys/{key_id}")
public class RevokeSubAccountKeyResource {
    private final Commands commands;
    private final Children children;
    private final Caller caller;

    public RevokeSubAccountKeyResource(Commands commands, Children children, Caller caller) {
        this.commands = commands;
        this.children = children;
        this.caller = caller;
    }

    /** What the deletion answers. */
    public record Deleted(String message) {}

    @DELETE
    @RequireScope(Scopes.SUB_ACCOUNT_API_KEYS_DELETE)
    public Uni<Deleted> revoke(@PathParam("sub_account_id") String subAccountId, @PathParam("key_id") String keyId) {
        UUID child = Inputs.uuid("sub_account_id", subAccountId);
        UUID key = Inputs.uuid("key_id", keyId);
        Map<String, String> metadata = caller.metadata();
        return children.require(caller.accountId(), child)
                .chain(() -> commands.send(
                        new RevokeApiKey(key, child, Instant.now().truncatedTo(ChronoUnit.MILLIS)),
                        Void.class,
                        metadata))
                .replaceWith(new Deleted("API key deleted"));
    }
}

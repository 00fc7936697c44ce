package org.subaccounts.key.apikey.revoke;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.key.apikey.KeyOwners;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;

/** Deletes a key: {@code DELETE …/api-keys/{key_id}} of the account or of a child. */
@Path("/v2/accounts/{account_id}")
@Tag(name = "API keys")
public class DeleteApiKeyResource {
    private final Commands commands;
    private final KeyOwners owners;
    private final Caller caller;

    public DeleteApiKeyResource(Commands commands, KeyOwners owners, Caller caller) {
        this.commands = commands;
        this.owners = owners;
        this.caller = caller;
    }

    /** What the deletion answers. */
    @Schema(name = "APIKeyDeleted")
    public record Deleted(String message) {}

    @DELETE
    @Path("api-keys/{key_id}")
    @Operation(
            operationId = "deleteAPIKey",
            summary = "Delete an API key",
            description = "Revokes a key of the account for good; it may be the calling one. Within a second it is"
                    + " refused everywhere.")
    @RequireScope(Scopes.API_KEYS_DELETE)
    public Uni<Deleted> ofAccount(@PathParam("key_id") String keyId) {
        return revoke(caller.accountId(), Inputs.uuid("key_id", keyId), caller.metadata());
    }

    @DELETE
    @Path("sub-accounts/{sub_account_id}/api-keys/{key_id}")
    @Operation(
            operationId = "deleteSubAccountAPIKey",
            summary = "Delete an API key of a sub account",
            description = "Revokes a key of the sub account for good. Within a second it is refused everywhere.")
    @RequireScope(Scopes.SUB_ACCOUNT_API_KEYS_DELETE)
    public Uni<Deleted> ofSubAccount(
            @PathParam("sub_account_id") String subAccountId, @PathParam("key_id") String keyId) {
        UUID child = Inputs.uuid("sub_account_id", subAccountId);
        UUID key = Inputs.uuid("key_id", keyId);
        Map<String, String> metadata = caller.metadata();
        return owners.child(caller.accountId(), child).chain(owner -> revoke(owner.accountId(), key, metadata));
    }

    private Uni<Deleted> revoke(UUID account, UUID key, Map<String, String> metadata) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return commands.send(new RevokeApiKey(key, account, now), String.class, metadata)
                .map(label -> new Deleted("api key " + key + " (" + label + ") deleted successfully"));
    }
}

package org.subaccounts.key.apikey.issue;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.AddressBlocks;
import org.subaccounts.key.apikey.Grantor;
import org.subaccounts.key.apikey.KeyLabel;
import org.subaccounts.key.apikey.KeyOwner;
import org.subaccounts.key.apikey.ScopeRequests;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.KeyFormat;

/** Makes a key out of a request, whoever asks for it and whoever gets it. */
@ApplicationScoped
public class ApiKeyIssuer {
    private final Commands commands;
    private final KeyFormat format;
    private final ScopeRequests scopes;

    public ApiKeyIssuer(Commands commands, KeyFormat format, ScopeRequests scopes) {
        this.commands = commands;
        this.format = format;
        this.scopes = scopes;
    }

    /** {@code ipAllowList}: addresses or CIDR blocks; empty or left out: every address. */
    @Schema(
            name = "CreateAPIKeyRequest",
            requiredProperties = {"label", "scopes"})
    public record Request(
            @Schema(minLength = 1, maxLength = KeyLabel.MAX_LENGTH) @Nullable String label,

            @Schema(minItems = 1) @Nullable List<@Nullable String> scopes,
            @Nullable List<@Nullable String> ipAllowList) {}

    /** Fails with what the request or the owner's domains make impossible; nothing is asked for a malformed request. */
    public Uni<IssuedApiKey> issue(
            Uni<KeyOwner> owner, @Nullable Request body, Grantor grantor, Map<String, String> metadata) {
        Request request = Inputs.body(body);
        String label = KeyLabel.check(request.label());
        List<String> blocks = AddressBlocks.canonical(request.ipAllowList());
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return owner.chain(account -> scopes.grantable(account, request.scopes(), at)
                .map(granted -> new IssueApiKey(
                        Ids.next(),
                        account.accountId(),
                        label,
                        format.newPublicKey(),
                        new Secret(format.newSecret()),
                        granted,
                        blocks,
                        grantor.scopes(),
                        at))
                .chain(command -> commands.send(command, IssuedApiKey.class, metadata)));
    }
}

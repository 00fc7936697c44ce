package org.subaccounts.key.apikey.update;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.AddressBlocks;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.key.apikey.ApiKeyRefusal;
import org.subaccounts.key.apikey.ApiKeyView;
import org.subaccounts.key.apikey.ApiKeys;
import org.subaccounts.key.apikey.Grantor;
import org.subaccounts.key.apikey.KeyLabel;
import org.subaccounts.key.apikey.KeyOwner;
import org.subaccounts.key.apikey.ScopeRequests;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.IpAllowList;

/** Changes a key as a request says, whoever asks for it. */
@ApplicationScoped
public class ApiKeyUpdater {
    private final Commands commands;
    private final ScopeRequests scopes;
    private final ApiKeys keys;

    public ApiKeyUpdater(Commands commands, ScopeRequests scopes, ApiKeys keys) {
        this.commands = commands;
        this.scopes = scopes;
        this.keys = keys;
    }

    /** Null or left out: unchanged. An empty {@code ipAllowList} opens the key to every address. */
    @Schema(name = "UpdateAPIKeyRequest", minProperties = 1)
    public record Request(
            @Schema(minLength = 1, maxLength = KeyLabel.MAX_LENGTH) @Nullable String label,

            @Schema(minItems = 1) @Nullable List<@Nullable String> scopes,
            @Nullable List<@Nullable String> ipAllowList) {}

    /** The key as it is afterwards. The key is looked up before its scopes' domains are asked for. */
    public Uni<ApiKeyView> update(
            Uni<KeyOwner> owner, UUID key, @Nullable Request body, Grantor grantor, Map<String, String> metadata) {
        Request request = Inputs.body(body);
        if (request.label() == null && request.scopes() == null && request.ipAllowList() == null) {
            throw new ApiKeyRefusal.NothingChanges();
        }
        String label = request.label() == null ? null : KeyLabel.check(request.label());
        List<String> blocks = request.ipAllowList() == null ? null : AddressBlocks.canonical(request.ipAllowList());
        boolean locksOut = blocks != null
                && key.equals(grantor.keyId())
                && !IpAllowList.of(blocks).covers(grantor.address());
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return owner.call(account -> keys.get(account.accountId(), key)).chain(account -> grantable(
                        account, request, at)
                .chain(granted -> commands.send(
                        new UpdateApiKey(
                                key, account.accountId(), label, granted, blocks, grantor.scopes(), locksOut, at),
                        Void.class,
                        metadata))
                .chain(() -> keys.get(account.accountId(), key)));
    }

    private Uni<@Nullable List<GrantedScope>> grantable(KeyOwner owner, Request request, Instant at) {
        if (request.scopes() == null) {
            return Uni.createFrom().nullItem();
        }
        return scopes.grantable(owner, request.scopes(), at).map(granted -> granted);
    }
}

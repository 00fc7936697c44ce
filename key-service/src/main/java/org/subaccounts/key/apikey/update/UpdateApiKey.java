package org.subaccounts.key.apikey.update;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.apikey.ApiKey;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyUpdated;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.key.apikey.ApiKeyRefusal;
import org.subaccounts.key.apikey.GrantedScopes;

/**
 * Null: unchanged. An empty {@code ipAllowList} opens the key to every address.
 *
 * @param grantor scopes of who asks for it; judged are only those that the key does not have yet
 * @param locksCallerOut the key changes itself, and the new addresses do not cover the one it is used from
 */
@Command(namespace = "key", name = "UpdateApiKey", version = "1")
public record UpdateApiKey(
        UUID keyId,
        UUID accountId,
        @Nullable String label,
        @Nullable List<GrantedScope> scopes,
        @Nullable List<String> ipAllowList,
        Set<String> grantor,
        boolean locksCallerOut,
        Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(UpdateApiKey command, @InjectEntity(idProperty = "keyId") ApiKey key, EventAppender events) {
            key.requireUsableBy(command.accountId);
            String label = command.label == null ? key.label() : command.label;
            List<GrantedScope> scopes =
                    command.scopes == null ? key.scopes() : GrantedScopes.keeping(key.scopes(), command.scopes);
            List<String> blocks = command.ipAllowList == null ? key.ipAllowList() : command.ipAllowList;
            Set<GrantedScope> added = new HashSet<>(scopes);
            key.scopes().forEach(added::remove);
            GrantedScopes.requireHeldBy(command.grantor, added);
            if (label.equals(key.label()) && same(scopes, key.scopes()) && same(blocks, key.ipAllowList())) {
                throw new ApiKeyRefusal.NothingChanges();
            }
            if (command.locksCallerOut) {
                throw new ApiKeyRefusal.LocksItselfOut();
            }
            events.append(new ApiKeyUpdated(command.keyId, command.accountId, label, scopes, blocks, null, command.at));
        }

        /** Their order means nothing. */
        private static boolean same(Collection<?> some, Collection<?> others) {
            return new HashSet<>(some).equals(new HashSet<>(others));
        }
    }
}

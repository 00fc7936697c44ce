package org.subaccounts.key.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.key.apikey.ApiKey;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyUpdated;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;

/** Takes the scopes away that are bound to a removed domain. A key may lose its last scope by that. */
@Command(namespace = "key", name = "DropDomainScopes", version = "1")
public record DropDomainScopes(UUID keyId, UUID accountId, UUID domainId, String domain, Instant at) {

    /** Decides; said twice, it changes nothing more. */
    public static class Handler {
        @CommandHandler
        public void handle(
                DropDomainScopes command, @InjectEntity(idProperty = "keyId") ApiKey key, EventAppender events) {
            List<GrantedScope> left = key.scopes().stream()
                    .filter(scope -> !command.domainId.equals(scope.domainId()))
                    .toList();
            if (!key.usableBy(command.accountId) || left.size() == key.scopes().size()) {
                return;
            }
            events.append(new ApiKeyUpdated(
                    command.keyId,
                    command.accountId,
                    key.label(),
                    left,
                    key.ipAllowList(),
                    "domain " + command.domain + " was removed",
                    command.at));
        }
    }
}

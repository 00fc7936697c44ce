package org.subaccounts.key.apikey.revoke;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.subaccounts.key.apikey.ApiKey;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyRevoked;

/** The key is refused from now on. Answers its label. */
@Command(namespace = "key", name = "RevokeApiKey", version = "1")
public record RevokeApiKey(UUID keyId, UUID accountId, Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public String handle(
                RevokeApiKey command, @InjectEntity(idProperty = "keyId") ApiKey key, EventAppender events) {
            key.requireUsableBy(command.accountId);
            events.append(new ApiKeyRevoked(command.keyId, command.accountId, command.at));
            return key.label();
        }
    }
}

package org.subaccounts.key.apikey.issue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyIssued;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.key.apikey.GrantedScopes;

/** {@code keyId} is new: nothing can have happened to it, so nothing is read. {@code grantor}: scopes of who asks for it. */
@Command(namespace = "key", name = "IssueApiKey", version = "1")
public record IssueApiKey(
        UUID keyId,
        UUID accountId,
        String label,
        String publicKey,
        Secret secret,
        List<GrantedScope> scopes,
        List<String> ipAllowList,
        Set<String> grantor,
        Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public IssuedApiKey handle(IssueApiKey command, EventAppender events) {
            GrantedScopes.requireHeldBy(command.grantor, command.scopes);
            events.append(new ApiKeyIssued(
                    command.keyId,
                    command.accountId,
                    command.label,
                    command.publicKey,
                    command.secret.hash(),
                    command.scopes,
                    command.ipAllowList,
                    command.at));
            return IssuedApiKey.of(command);
        }
    }
}

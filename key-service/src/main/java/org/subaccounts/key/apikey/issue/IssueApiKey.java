package org.subaccounts.key.apikey.issue;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.subaccounts.key.apikey.ApiKeyEvent.ApiKeyIssued;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;

/** {@code keyId} is new: nothing can have happened to it, so nothing is read. Scopes and addresses are checked before. */
@Command(namespace = "key", name = "IssueApiKey", version = "1")
public record IssueApiKey(
        UUID keyId,
        UUID accountId,
        String label,
        String publicKey,
        Secret secret,
        List<GrantedScope> scopes,
        List<String> ipAllowList,
        Instant at) {

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public IssuedApiKey handle(IssueApiKey command, EventAppender events) {
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

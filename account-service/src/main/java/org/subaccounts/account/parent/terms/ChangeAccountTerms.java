package org.subaccounts.account.parent.terms;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.parent.AccountEvent.AccountTermsChanged;
import org.subaccounts.account.parent.AccountRefusal;
import org.subaccounts.account.parent.ParentAccount;
import org.subaccounts.account.parent.ParentAccount.Terms;

/** Null leaves a term as it is. Rate limits hold for each account of the family. */
@Command(namespace = "account", name = "ChangeAccountTerms", version = "1")
public record ChangeAccountTerms(
        UUID accountId,
        @Nullable Boolean partner,
        @Nullable Integer requestsPerSecond,
        @Nullable Integer requestBurst,
        Instant at) {
    private Terms over(Terms current) {
        return new Terms(
                partner == null ? current.partner() : partner,
                requestsPerSecond == null ? current.requestsPerSecond() : requestsPerSecond,
                requestBurst == null ? current.requestBurst() : requestBurst);
    }

    /** Decides. */
    public static class Handler {
        @CommandHandler
        public void handle(
                ChangeAccountTerms command,
                @InjectEntity(idProperty = "accountId") ParentAccount account,
                EventAppender events) {
            account.requireOpen();
            Terms terms = command.over(account.terms());
            if (terms.equals(account.terms())) {
                throw new AccountRefusal.NothingToChange();
            }
            events.append(new AccountTermsChanged(
                    command.accountId, terms.partner(), terms.requestsPerSecond(), terms.requestBurst(), command.at));
        }
    }
}

package org.subaccounts.account.parent;

import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.parent.AccountEvent.AccountClosed;
import org.subaccounts.account.parent.AccountEvent.AccountOpened;
import org.subaccounts.account.parent.AccountEvent.AccountReinstated;
import org.subaccounts.account.parent.AccountEvent.AccountSuspended;
import org.subaccounts.account.parent.AccountEvent.AccountTermsChanged;
import org.subaccounts.account.parent.AccountEvent.AccountUpdated;
import org.subaccounts.account.settings.AccountSettings;

/** A parent account as its events make it. */
@EventSourcedEntity(tagKey = "account")
public class ParentAccount {
    /** {@code ABSENT}: no event yet. */
    public enum Status {
        ABSENT,
        ACTIVE,
        SUSPENDED,
        CLOSED
    }

    /** What an operator grants; a rate limit of null is the platform's default. */
    public record Terms(
            boolean partner,
            @Nullable Integer requestsPerSecond,
            @Nullable Integer requestBurst) {}

    private Status status = Status.ABSENT;
    private Terms terms = new Terms(false, null, null);
    private AccountSettings settings = AccountSettings.initial("", "");

    @EntityCreator
    public ParentAccount() {}

    /** Refuses what an operator cannot do to an account that never was, or is closed. */
    public void requireOpen() {
        switch (status) {
            case ABSENT -> throw new AccountRefusal.NotFound();
            case CLOSED -> throw new AccountRefusal.Closed();
            case ACTIVE, SUSPENDED -> {}
        }
    }

    public boolean isOpen() {
        return status == Status.ACTIVE || status == Status.SUSPENDED;
    }

    public Status status() {
        return status;
    }

    public Terms terms() {
        return terms;
    }

    public AccountSettings settings() {
        return settings;
    }

    @EventSourcingHandler
    void on(AccountOpened event) {
        status = Status.ACTIVE;
        terms = new Terms(event.partner(), null, null);
        settings = AccountSettings.initial(event.name(), event.website());
    }

    @EventSourcingHandler
    void on(AccountUpdated event) {
        settings = event.settings();
    }

    @EventSourcingHandler
    void on(AccountTermsChanged event) {
        terms = new Terms(event.partner(), event.requestsPerSecond(), event.requestBurst());
    }

    @EventSourcingHandler
    void on(AccountSuspended event) {
        status = Status.SUSPENDED;
    }

    @EventSourcingHandler
    void on(AccountReinstated event) {
        status = Status.ACTIVE;
    }

    @EventSourcingHandler
    void on(AccountClosed event) {
        status = Status.CLOSED;
    }
}

package org.subaccounts.sending.domain;

import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.dkim.Dkim;

/** A sending domain of one account, rebuilt from its events; the use cases decide on it. */
@EventSourcedEntity(tagKey = DomainEvent.TAG)
public class Domain {
    /** Life of a domain; a removed one never comes back. */
    public enum Status {
        UNKNOWN,
        UNVERIFIED,
        VERIFIED,
        REMOVED
    }

    private Status status = Status.UNKNOWN;
    private @Nullable UUID accountId;
    private @Nullable String name;
    private Subdomains subdomains = Subdomains.DEFAULTS;
    private @Nullable Dkim dkim;
    private boolean locked;

    @EntityCreator
    public Domain() {}

    public Status status() {
        return status;
    }

    /** Added and not removed. */
    public boolean isThere() {
        return status == Status.UNVERIFIED || status == Status.VERIFIED;
    }

    public UUID accountId() {
        return known(accountId);
    }

    public String name() {
        return known(name);
    }

    public Subdomains subdomains() {
        return subdomains;
    }

    public Dkim dkim() {
        return known(dkim);
    }

    /** From the first verification on its names stay: mail that was sent refers to them. */
    public boolean isLocked() {
        return locked;
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the domain was never added");
        }
        return value;
    }

    @EventSourcingHandler
    void on(DomainEvent.DomainAdded event) {
        status = Status.UNVERIFIED;
        accountId = event.accountId();
        name = event.name();
        subdomains = event.subdomains();
        dkim = Dkim.first(
                event.dkimDelegated(), event.dkimSelector(), event.dkimSelectorOverride(), event.dkimPublicKey());
    }

    @EventSourcingHandler
    void on(DomainEvent.DomainUpdated event) {
        subdomains = event.subdomains();
        dkim = dkim().renamed(event.dkimSelector(), event.dkimSelectorOverride());
    }

    @EventSourcingHandler
    void on(DomainEvent.DomainVerified event) {
        status = Status.VERIFIED;
        locked = true;
    }

    @EventSourcingHandler
    void on(DomainEvent.DomainBroken event) {
        status = Status.UNVERIFIED;
    }

    @EventSourcingHandler
    void on(DomainEvent.DkimRotationStarted event) {
        dkim = dkim().begun(event.publicKey());
    }

    @EventSourcingHandler
    void on(DomainEvent.DkimRotated event) {
        dkim = dkim().switched();
    }

    @EventSourcingHandler
    void on(DomainEvent.DkimKeyRetired event) {
        dkim = dkim().retired();
    }

    @EventSourcingHandler
    void on(DomainEvent.DomainRemoved event) {
        status = Status.REMOVED;
    }
}

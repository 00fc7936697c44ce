package org.subaccounts.sending.domain;

import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.jspecify.annotations.Nullable;

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

    @EntityCreator
    public Domain() {}

    public Status status() {
        return status;
    }

    public UUID accountId() {
        return known(accountId);
    }

    public String name() {
        return known(name);
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
    }

    @EventSourcingHandler
    void on(DomainEvent.DomainVerified event) {
        status = Status.VERIFIED;
    }

    @EventSourcingHandler
    void on(DomainEvent.DomainBroken event) {
        status = Status.UNVERIFIED;
    }

    @EventSourcingHandler
    void on(DomainEvent.DomainRemoved event) {
        status = Status.REMOVED;
    }
}

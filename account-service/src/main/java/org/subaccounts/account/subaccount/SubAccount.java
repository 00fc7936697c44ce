package org.subaccounts.account.subaccount;

import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountCreated;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountDeleted;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountSuspended;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountUnsuspended;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountUpdated;

/** A sub account as its own events make it; that its parent may be suspended too is not its business. */
@EventSourcedEntity(tagKey = "subaccount")
public class SubAccount {
    /** {@code ABSENT}: no event yet. */
    public enum Status {
        ABSENT,
        ACTIVE,
        SUSPENDED,
        DELETED
    }

    /** What the parent can change. {@code monthlyCredit}: accepted recipients per period, 0 = no cap. */
    public record Settings(String name, String website, long monthlyCredit) {}

    private Status status = Status.ABSENT;
    private @Nullable UUID parentAccountId;
    private Settings settings = new Settings("", "", 0);

    @EntityCreator
    public SubAccount() {}

    /** Not there and somebody else's look the same. */
    public void requireOwnedBy(UUID parent) {
        if (status == Status.ABSENT || status == Status.DELETED || !parent.equals(parentAccountId)) {
            throw new SubAccountRefusal.NotFound();
        }
    }

    public Status status() {
        return status;
    }

    public Settings settings() {
        return settings;
    }

    @EventSourcingHandler
    void on(SubAccountCreated event) {
        status = Status.ACTIVE;
        parentAccountId = event.parentAccountId();
        settings = new Settings(event.name(), event.website(), event.monthlyCredit());
    }

    @EventSourcingHandler
    void on(SubAccountUpdated event) {
        settings = new Settings(event.name(), event.website(), event.monthlyCredit());
    }

    @EventSourcingHandler
    void on(SubAccountSuspended event) {
        status = Status.SUSPENDED;
    }

    @EventSourcingHandler
    void on(SubAccountUnsuspended event) {
        status = Status.ACTIVE;
    }

    @EventSourcingHandler
    void on(SubAccountDeleted event) {
        status = Status.DELETED;
    }
}

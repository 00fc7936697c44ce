package org.subaccounts.account.subaccount;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventSourcedEntity;
import org.axonframework.eventsourcing.annotation.EventSourcingHandler;
import org.axonframework.eventsourcing.annotation.reflection.EntityCreator;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.settings.AccountSettings;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountCreated;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountDeleted;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountSettingsUpdated;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountSuspended;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountUnsuspended;
import org.subaccounts.account.subaccount.SubAccountEvent.SubAccountUpdated;

/** A sub account as its own events make it; that its parent may be suspended or closed too is not its business. */
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
    private AccountSettings ownSettings = AccountSettings.initial("", "");
    private long monthlyCredit;
    private SuspensionCause cause = SuspensionCause.PARENT;
    private @Nullable Instant unsuspendedAt;

    @EntityCreator
    public SubAccount() {}

    /** Not there and somebody else's look the same. */
    public void requireOwnedBy(UUID parent) {
        if (!isOwnedBy(parent)) {
            throw new SubAccountRefusal.NotFound();
        }
    }

    /** Whether it is there, not deleted, and this parent's. */
    public boolean isOwnedBy(UUID parent) {
        return status != Status.ABSENT && status != Status.DELETED && parent.equals(parentAccountId);
    }

    /** Its parent; one that is not there, or deleted, is refused. */
    public UUID requireParent() {
        UUID parent = parentAccountId;
        if (parent == null || status == Status.DELETED) {
            throw new SubAccountRefusal.NotFound();
        }
        return parent;
    }

    /** Refuses to lift what is not there, and what somebody else has to lift. */
    public void requireSuspendedFor(SuspensionCause expected) {
        if (status != Status.SUSPENDED) {
            throw new SubAccountRefusal.NotSuspended();
        }
        if (cause != expected) {
            throw switch (cause) {
                case PARENT -> new SubAccountRefusal.SuspendedByParent();
                case REPUTATION -> new SubAccountRefusal.SuspendedByPlatform();
            };
        }
    }

    /** Whether a suspension was lifted at that time or later, by whomever. */
    public boolean wasUnsuspendedSince(Instant time) {
        return unsuspendedAt != null && !time.isAfter(unsuspendedAt);
    }

    public Status status() {
        return status;
    }

    public Settings settings() {
        return new Settings(ownSettings.name(), ownSettings.website(), monthlyCredit);
    }

    /** What it can change itself; name and website are the ones that its parent can change too. */
    public AccountSettings ownSettings() {
        return ownSettings;
    }

    @EventSourcingHandler
    void on(SubAccountCreated event) {
        status = Status.ACTIVE;
        parentAccountId = event.parentAccountId();
        ownSettings = AccountSettings.initial(event.name(), event.website());
        monthlyCredit = event.monthlyCredit();
    }

    @EventSourcingHandler
    void on(SubAccountUpdated event) {
        ownSettings = ownSettings.named(event.name(), event.website());
        monthlyCredit = event.monthlyCredit();
    }

    @EventSourcingHandler
    void on(SubAccountSettingsUpdated event) {
        ownSettings = event.settings();
    }

    @EventSourcingHandler
    void on(SubAccountSuspended event) {
        status = Status.SUSPENDED;
        cause = event.cause();
    }

    @EventSourcingHandler
    void on(SubAccountUnsuspended event) {
        status = Status.ACTIVE;
        unsuspendedAt = event.occurredAt();
    }

    @EventSourcingHandler
    void on(SubAccountDeleted event) {
        status = Status.DELETED;
    }
}

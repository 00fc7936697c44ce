package org.subaccounts.account.subaccount;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.settings.AccountSettings;

/** What happens to a sub account. Stored events: private to the service, never renamed. */
public sealed interface SubAccountEvent {
    UUID subAccountId();

    UUID parentAccountId();

    Instant occurredAt();

    @Event(namespace = "account", name = "SubAccountCreated", version = "1")
    record SubAccountCreated(
            @EventTag(key = "subaccount") UUID subAccountId,
            UUID parentAccountId,
            String name,
            String website,
            long monthlyCredit,
            Instant occurredAt)
            implements SubAccountEvent {}

    /** The parent's change; carries all that the parent can set, as it is from now on. */
    @Event(namespace = "account", name = "SubAccountUpdated", version = "1")
    record SubAccountUpdated(
            @EventTag(key = "subaccount") UUID subAccountId,
            UUID parentAccountId,
            String name,
            String website,
            long monthlyCredit,
            Instant occurredAt)
            implements SubAccountEvent {}

    /** The sub account's own change; carries all that it can set, as it is from now on. */
    @Event(namespace = "account", name = "SubAccountSettingsUpdated", version = "1")
    record SubAccountSettingsUpdated(
            @EventTag(key = "subaccount") UUID subAccountId,
            UUID parentAccountId,
            String name,
            String website,
            String about,
            boolean trackOpens,
            boolean trackClicks,
            boolean rejectBadRecipients,
            boolean rejectMistypedRecipients,
            int messageMetadataRetention,
            int messageDataRetention,
            Instant occurredAt)
            implements SubAccountEvent {
        public static SubAccountSettingsUpdated of(UUID id, UUID parent, AccountSettings settings, Instant at) {
            return new SubAccountSettingsUpdated(
                    id,
                    parent,
                    settings.name(),
                    settings.website(),
                    settings.about(),
                    settings.trackOpens(),
                    settings.trackClicks(),
                    settings.rejectBadRecipients(),
                    settings.rejectMistypedRecipients(),
                    settings.messageMetadataRetention(),
                    settings.messageDataRetention(),
                    at);
        }

        public AccountSettings settings() {
            return new AccountSettings(
                    name,
                    website,
                    about,
                    trackOpens,
                    trackClicks,
                    rejectBadRecipients,
                    rejectMistypedRecipients,
                    messageMetadataRetention,
                    messageDataRetention);
        }
    }

    /** Version 1 had no cause: the parent's. */
    @Event(namespace = "account", name = "SubAccountSuspended", version = "2")
    record SubAccountSuspended(
            @EventTag(key = "subaccount") UUID subAccountId,
            UUID parentAccountId,
            SuspensionCause cause,
            String reason,
            Instant occurredAt)
            implements SubAccountEvent {}

    /** {@code reason}: null when the parent lifts it, who gives none. Version 1 had no reason. */
    @Event(namespace = "account", name = "SubAccountUnsuspended", version = "2")
    record SubAccountUnsuspended(
            @EventTag(key = "subaccount") UUID subAccountId,
            UUID parentAccountId,
            @Nullable String reason,
            Instant occurredAt)
            implements SubAccountEvent {}

    /** {@code reason}: null when the parent deletes it, who gives none. Version 1 had no reason. */
    @Event(namespace = "account", name = "SubAccountDeleted", version = "2")
    record SubAccountDeleted(
            @EventTag(key = "subaccount") UUID subAccountId,
            UUID parentAccountId,
            @Nullable String reason,
            Instant occurredAt)
            implements SubAccountEvent {}
}

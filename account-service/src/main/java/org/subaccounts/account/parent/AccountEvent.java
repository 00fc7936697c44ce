package org.subaccounts.account.parent;

import java.time.Instant;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.settings.AccountSettings;

/** What happens to a parent account. Stored events: private to the service, never renamed. */
public sealed interface AccountEvent {
    UUID accountId();

    Instant occurredAt();

    /** Version 1 had neither owner nor plan, see {@link AccountOpenedUpcaster}. */
    @Event(namespace = "account", name = "AccountOpened", version = "2")
    record AccountOpened(
            @EventTag(key = "account") UUID accountId,
            String name,
            String website,
            boolean partner,
            UUID ownerId,
            String plan,
            Instant occurredAt)
            implements AccountEvent {}

    /** Carries all settings as they are from now on. */
    @Event(namespace = "account", name = "AccountUpdated", version = "1")
    record AccountUpdated(
            @EventTag(key = "account") UUID accountId,
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
            implements AccountEvent {
        public static AccountUpdated of(UUID account, AccountSettings settings, Instant at) {
            return new AccountUpdated(
                    account,
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

    /** Carries all terms as they are from now on; a rate limit of null is the platform's default. */
    @Event(namespace = "account", name = "AccountTermsChanged", version = "1")
    record AccountTermsChanged(
            @EventTag(key = "account") UUID accountId,
            boolean partner,
            @Nullable Integer requestsPerSecond,
            @Nullable Integer requestBurst,
            Instant occurredAt)
            implements AccountEvent {}

    @Event(namespace = "account", name = "AccountSuspended", version = "1")
    record AccountSuspended(@EventTag(key = "account") UUID accountId, String reason, Instant occurredAt)
            implements AccountEvent {}

    @Event(namespace = "account", name = "AccountReinstated", version = "1")
    record AccountReinstated(@EventTag(key = "account") UUID accountId, String reason, Instant occurredAt)
            implements AccountEvent {}

    @Event(namespace = "account", name = "AccountClosed", version = "1")
    record AccountClosed(@EventTag(key = "account") UUID accountId, String reason, Instant occurredAt)
            implements AccountEvent {}
}

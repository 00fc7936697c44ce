package org.subaccounts.account.publish;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.member.MemberEvent;
import org.subaccounts.account.parent.AccountEvent;
import org.subaccounts.account.settings.AccountSettings;
import org.subaccounts.account.settings.Websites;
import org.subaccounts.account.subaccount.SubAccountEvent;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.AccountReinstated;
import org.subaccounts.contracts.AccountSuspended;
import org.subaccounts.contracts.AccountTermsChanged;
import org.subaccounts.contracts.AccountUpdated;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.MemberAdded;
import org.subaccounts.contracts.MemberRemoved;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountSuspended;
import org.subaccounts.contracts.SubAccountUnsuspended;
import org.subaccounts.contracts.SubAccountUpdated;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.platform.messaging.OutboundMapping;

/** Every event of accounts, sub accounts and members is published, mapped field by field. */
@ApplicationScoped
public class AccountEventsMapping implements OutboundMapping {
    private final EventJson json;

    public AccountEventsMapping(EventJson json) {
        this.json = json;
    }

    @Override
    public String topic() {
        return Topics.ACCOUNT;
    }

    @Override
    public String source() {
        return "/account-service";
    }

    @Override
    public Optional<ContractEvent> map(StoredEvent stored) {
        return switch (stored.type()) {
            case "account.AccountOpened" -> {
                var e = json.read(stored, AccountEvent.AccountOpened.class);
                yield Optional.of(new AccountOpened(
                        e.accountId(),
                        e.name(),
                        Websites.url(e.website()),
                        e.partner(),
                        e.ownerId(),
                        e.plan(),
                        e.occurredAt()));
            }
            case "account.AccountUpdated" -> {
                var e = json.read(stored, AccountEvent.AccountUpdated.class);
                yield Optional.of(updated(e.accountId(), null, e.settings(), e.occurredAt()));
            }
            case "account.AccountTermsChanged" -> {
                var e = json.read(stored, AccountEvent.AccountTermsChanged.class);
                yield Optional.of(new AccountTermsChanged(
                        e.accountId(), e.partner(), e.requestsPerSecond(), e.requestBurst(), e.occurredAt()));
            }
            case "account.AccountSuspended" -> {
                var e = json.read(stored, AccountEvent.AccountSuspended.class);
                yield Optional.of(new AccountSuspended(e.accountId(), e.reason(), e.occurredAt()));
            }
            case "account.AccountReinstated" -> {
                var e = json.read(stored, AccountEvent.AccountReinstated.class);
                yield Optional.of(new AccountReinstated(e.accountId(), e.reason(), e.occurredAt()));
            }
            case "account.AccountClosed" -> {
                var e = json.read(stored, AccountEvent.AccountClosed.class);
                yield Optional.of(new AccountClosed(e.accountId(), e.reason(), e.occurredAt()));
            }
            case "account.MemberAdded" -> {
                var e = json.read(stored, MemberEvent.MemberAdded.class);
                yield Optional.of(
                        new MemberAdded(e.accountId(), e.userId(), e.email(), e.name(), e.role(), e.occurredAt()));
            }
            case "account.MemberRemoved" -> {
                var e = json.read(stored, MemberEvent.MemberRemoved.class);
                yield Optional.of(new MemberRemoved(e.accountId(), e.userId(), e.occurredAt()));
            }
            case "account.SubAccountSettingsUpdated" -> {
                var e = json.read(stored, SubAccountEvent.SubAccountSettingsUpdated.class);
                yield Optional.of(updated(e.subAccountId(), e.parentAccountId(), e.settings(), e.occurredAt()));
            }
            case "account.SubAccountCreated" -> {
                var e = json.read(stored, SubAccountEvent.SubAccountCreated.class);
                yield Optional.of(new SubAccountCreated(
                        e.subAccountId(),
                        e.parentAccountId(),
                        e.name(),
                        Websites.host(e.website()),
                        e.monthlyCredit(),
                        e.occurredAt()));
            }
            case "account.SubAccountUpdated" -> {
                var e = json.read(stored, SubAccountEvent.SubAccountUpdated.class);
                yield Optional.of(new SubAccountUpdated(
                        e.subAccountId(),
                        e.parentAccountId(),
                        e.name(),
                        Websites.host(e.website()),
                        e.monthlyCredit(),
                        e.occurredAt()));
            }
            case "account.SubAccountSuspended" -> {
                var e = json.read(stored, SubAccountEvent.SubAccountSuspended.class);
                yield Optional.of(
                        new SubAccountSuspended(e.subAccountId(), e.parentAccountId(), e.reason(), e.occurredAt()));
            }
            case "account.SubAccountUnsuspended" -> {
                var e = json.read(stored, SubAccountEvent.SubAccountUnsuspended.class);
                yield Optional.of(new SubAccountUnsuspended(e.subAccountId(), e.parentAccountId(), e.occurredAt()));
            }
            case "account.SubAccountDeleted" -> {
                var e = json.read(stored, SubAccountEvent.SubAccountDeleted.class);
                yield Optional.of(new SubAccountDeleted(e.subAccountId(), e.parentAccountId(), e.occurredAt()));
            }
            default -> throw new IllegalStateException(stored.type() + " is not published");
        };
    }

    private static AccountUpdated updated(
            UUID account, @Nullable UUID parent, AccountSettings settings, Instant occurredAt) {
        return new AccountUpdated(
                account,
                parent,
                settings.name(),
                Websites.url(settings.website()),
                settings.about(),
                settings.trackOpens(),
                settings.trackClicks(),
                settings.rejectBadRecipients(),
                settings.rejectMistypedRecipients(),
                settings.messageMetadataRetention(),
                settings.messageDataRetention(),
                occurredAt);
    }
}

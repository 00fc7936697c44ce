package org.subaccounts.account.publish;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.subaccounts.account.parent.AccountEvent;
import org.subaccounts.account.subaccount.SubAccountEvent;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountSuspended;
import org.subaccounts.contracts.SubAccountUnsuspended;
import org.subaccounts.contracts.SubAccountUpdated;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.platform.messaging.OutboundMapping;

/** Every event of accounts and sub accounts is published, mapped field by field. */
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
                yield Optional.of(new AccountOpened(e.accountId(), e.name(), e.website(), e.partner(), e.occurredAt()));
            }
            case "account.SubAccountCreated" -> {
                var e = json.read(stored, SubAccountEvent.SubAccountCreated.class);
                yield Optional.of(new SubAccountCreated(
                        e.subAccountId(),
                        e.parentAccountId(),
                        e.name(),
                        e.website(),
                        e.monthlyCredit(),
                        e.occurredAt()));
            }
            case "account.SubAccountUpdated" -> {
                var e = json.read(stored, SubAccountEvent.SubAccountUpdated.class);
                yield Optional.of(new SubAccountUpdated(
                        e.subAccountId(),
                        e.parentAccountId(),
                        e.name(),
                        e.website(),
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
            default -> Optional.empty();
        };
    }
}

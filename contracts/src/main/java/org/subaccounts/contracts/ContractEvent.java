package org.subaccounts.contracts;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as other services and consumers see it. JSON member names are snake_case, times RFC 3339 in UTC.
 * Additions are compatible; anything else is a new version with a type of its own.
 */
public sealed interface ContractEvent
        permits AccountOpened,
                AccountUpdated,
                AccountTermsChanged,
                AccountSuspended,
                AccountReinstated,
                AccountClosed,
                SubAccountCreated,
                SubAccountUpdated,
                SubAccountSuspended,
                SubAccountUnsuspended,
                SubAccountDeleted,
                MemberAdded,
                MemberRemoved,
                ApiKeyIssued,
                ApiKeyUpdated,
                ApiKeyRevoked,
                DomainAdded,
                DomainVerified,
                DomainBroken,
                DomainRemoved,
                MessageSent,
                MessageDelivered,
                MessageDeferred,
                MessageBounced,
                MessageFailed,
                MessageSuppressed,
                MessageOpened,
                MessageClicked,
                BounceRateExceeded,
                UsageThresholdReached,
                BillingPeriodClosed,
                InvoiceIssued {

    /** The account that the event is about; also the Kafka key, so events of one account stay in order. */
    UUID accountId();

    /** When it happened, not when it was published. */
    Instant occurredAt();
}

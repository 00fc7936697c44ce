package org.subaccounts.sending.domain;

import java.time.Instant;
import java.util.UUID;
import org.subaccounts.sending.domain.DomainEvent.DomainAdded;
import org.subaccounts.sending.domain.dkim.Dkim;

/**
 * A domain as the read model has it.
 *
 * @param known what its lookups told
 * @param changedAt when its last event happened
 * @param updatedAt the same, or its last lookup if that is later
 */
public record DomainState(
        DomainId id,
        UUID accountId,
        String name,
        Subdomains subdomains,
        Dkim dkim,
        boolean verified,
        KnownRecords known,
        Instant createdAt,
        Instant changedAt,
        Instant updatedAt) {

    /** As it is right after it was added. */
    public static DomainState added(DomainAdded event) {
        return new DomainState(
                event.domainId(),
                event.accountId(),
                event.name(),
                event.subdomains(),
                Dkim.first(
                        event.dkimDelegated(),
                        event.dkimSelector(),
                        event.dkimSelectorOverride(),
                        event.dkimPublicKey()),
                false,
                KnownRecords.NONE,
                event.addedAt(),
                event.addedAt(),
                event.addedAt());
    }
}

package org.subaccounts.sending.domain;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.DomainEvent.DomainAdded;
import org.subaccounts.sending.domain.records.RecordKind;

/**
 * A domain as the read model has it.
 *
 * @param propagated the records that were there when they were last looked up
 * @param lastCheckedAt when all of them were last looked up with an answer; {@code null}: never
 */
public record DomainState(
        DomainId id,
        UUID accountId,
        String name,
        Subdomains subdomains,
        String dkimSelector,
        String dkimPublicKey,
        boolean verified,
        Set<RecordKind> propagated,
        @Nullable Instant lastCheckedAt,
        Instant createdAt,
        Instant updatedAt) {

    /** As it is right after it was added. */
    public static DomainState added(DomainAdded event) {
        return new DomainState(
                event.domainId(),
                event.accountId(),
                event.name(),
                event.subdomains(),
                event.dkimSelector(),
                event.dkimPublicKey(),
                false,
                Set.of(),
                null,
                event.addedAt(),
                event.addedAt());
    }
}

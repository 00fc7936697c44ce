package org.subaccounts.sending.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;

/** What happens to a domain, as it is stored. Private to this service; see the outbound mapping for what is published. */
public sealed interface DomainEvent {
    String NAMESPACE = "sending";
    String TAG = "domain";

    DomainId domainId();

    UUID accountId();

    String name();

    /** {@code dkimPublicKey}: SubjectPublicKeyInfo in base64, as it stands in the DKIM record. */
    @Event(namespace = NAMESPACE, name = "DomainAdded", version = "1")
    record DomainAdded(
            @EventTag(key = TAG) DomainId domainId,
            UUID accountId,
            String name,
            Subdomains subdomains,
            String dkimSelector,
            String dkimPublicKey,
            Instant addedAt)
            implements DomainEvent {}

    @Event(namespace = NAMESPACE, name = "DomainVerified", version = "1")
    record DomainVerified(@EventTag(key = TAG) DomainId domainId, UUID accountId, String name) implements DomainEvent {}

    /** {@code missingHosts}: names of required records that are certainly not there. */
    @Event(namespace = NAMESPACE, name = "DomainBroken", version = "1")
    record DomainBroken(@EventTag(key = TAG) DomainId domainId, UUID accountId, String name, List<String> missingHosts)
            implements DomainEvent {
        public DomainBroken {
            missingHosts = List.copyOf(missingHosts);
        }
    }

    @Event(namespace = NAMESPACE, name = "DomainRemoved", version = "1")
    record DomainRemoved(@EventTag(key = TAG) DomainId domainId, UUID accountId, String name) implements DomainEvent {}
}

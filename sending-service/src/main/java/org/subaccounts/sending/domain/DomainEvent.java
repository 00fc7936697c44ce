package org.subaccounts.sending.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.jspecify.annotations.Nullable;

/** What happens to a domain, as it is stored. Private to this service; see the outbound mapping for what is published. */
public sealed interface DomainEvent {
    String NAMESPACE = "sending";
    String TAG = "domain";

    DomainId domainId();

    UUID accountId();

    String name();

    /**
     * {@code dkimPublicKey}: SubjectPublicKeyInfo in base64, as it stands in the DKIM record. {@code dkimDelegated}: the owner
     * publishes aliases to records of the platform, else the key itself. {@code dkimSelectorOverride}: null is the default.
     */
    @Event(namespace = NAMESPACE, name = "DomainAdded", version = "2")
    record DomainAdded(
            @EventTag(key = TAG) DomainId domainId,
            UUID accountId,
            String name,
            Subdomains subdomains,
            String dkimSelector,
            @Nullable String dkimSelectorOverride,
            String dkimPublicKey,
            boolean dkimDelegated,
            Instant addedAt)
            implements DomainEvent {}

    /** The settings that hold from now on, all of them. */
    @Event(namespace = NAMESPACE, name = "DomainUpdated", version = "1")
    record DomainUpdated(
            @EventTag(key = TAG) DomainId domainId,
            UUID accountId,
            String name,
            Subdomains subdomains,
            String dkimSelector,
            @Nullable String dkimSelectorOverride)
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

    /** A next key was made for the slot (1 or 2) that does not sign. */
    @Event(namespace = NAMESPACE, name = "DkimRotationStarted", version = "1")
    record DkimRotationStarted(
            @EventTag(key = TAG) DomainId domainId, UUID accountId, String name, int slot, String publicKey)
            implements DomainEvent {}

    /** The next key was seen in the DNS; its slot signs from now on. */
    @Event(namespace = NAMESPACE, name = "DkimRotated", version = "1")
    record DkimRotated(@EventTag(key = TAG) DomainId domainId, UUID accountId, String name, int slot)
            implements DomainEvent {}

    /** The last key, in this slot, is not published any more. */
    @Event(namespace = NAMESPACE, name = "DkimKeyRetired", version = "1")
    record DkimKeyRetired(@EventTag(key = TAG) DomainId domainId, UUID accountId, String name, int slot)
            implements DomainEvent {}

    @Event(namespace = NAMESPACE, name = "DomainRemoved", version = "1")
    record DomainRemoved(@EventTag(key = TAG) DomainId domainId, UUID accountId, String name) implements DomainEvent {}
}

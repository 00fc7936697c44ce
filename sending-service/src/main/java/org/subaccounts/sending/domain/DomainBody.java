package org.subaccounts.sending.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.domain.records.RecordSet;

/** A domain on the wire. What cannot be set yet is null or false. */
public record DomainBody(
        String object,
        UUID id,
        Instant createdAt,
        Instant updatedAt,
        String domain,
        UUID accountId,
        List<DnsRecord> dnsRecords,
        @Nullable Instant lastDnsCheckAt,
        boolean dnsValid,
        @Nullable String trackingSubdomain,
        @Nullable String returnPathSubdomain,
        @Nullable String subscriptionSubdomain,
        @Nullable String mediaSubdomain,
        @Nullable Integer dkimRotationIntervalDays,
        @Nullable String dkimSelector,
        boolean rotationReady,
        @Nullable String dsnRecipient) {

    /** One record to publish and whether it was there at the last look. */
    public record DnsRecord(
            String type, String label, String host, String content, boolean required, boolean propagated) {}

    public static DomainBody of(DomainState state, PlatformHosts hosts) {
        List<DnsRecord> records =
                RecordSet.of(state.name(), state.subdomains(), state.dkimSelector(), state.dkimPublicKey(), hosts)
                        .stream()
                        .map(expected -> record(expected, state))
                        .toList();
        return new DomainBody(
                "domain",
                state.id().value(),
                state.createdAt(),
                state.updatedAt(),
                state.name(),
                state.accountId(),
                records,
                state.lastCheckedAt(),
                state.verified(),
                state.subdomains().tracking(),
                state.subdomains().returnPath(),
                state.subdomains().subscription(),
                null,
                null,
                null,
                false,
                null);
    }

    private static DnsRecord record(ExpectedRecord expected, DomainState state) {
        return new DnsRecord(
                expected.type().name(),
                expected.kind().label(),
                expected.host(),
                expected.content(),
                expected.kind().required(),
                state.propagated().contains(expected.kind()));
    }
}

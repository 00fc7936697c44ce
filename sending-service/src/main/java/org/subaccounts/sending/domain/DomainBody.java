package org.subaccounts.sending.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.domain.records.RecordSet;

/** A domain on the wire. What cannot be set yet is null or false. */
@Schema(name = "Domain")
public record DomainBody(
        @Schema(enumeration = "domain") String object,
        UUID id,
        Instant createdAt,
        Instant updatedAt,
        String domain,
        UUID accountId,

        @Schema(description = "What the owner publishes in the DNS.")
        List<DnsRecord> dnsRecords,

        @Schema(description = "When all records were last looked up with an answer; null: never.") @Nullable Instant lastDnsCheckAt,

        @Schema(description = "Whether the account can send from it.")
        boolean dnsValid,

        @Schema(description = "Null: the default, `click`.") @Nullable String trackingSubdomain,

        @Schema(description = "Null: the default, `bounces`.") @Nullable String returnPathSubdomain,

        @Schema(description = "Null: the default, `preferences`.") @Nullable String subscriptionSubdomain,

        @Nullable String mediaSubdomain,
        @Nullable Integer dkimRotationIntervalDays,
        @Nullable String dkimSelector,
        boolean rotationReady,
        @Nullable String dsnRecipient) {

    /** One record to publish and whether it was there at the last look. */
    @Schema(name = "DNSRecord")
    public record DnsRecord(
            @Schema(description = "`CNAME`, `TXT` or `MX`.") String type,
            @Schema(description = "What it is for.") String label,

            @Schema(description = "Its full name, without trailing dot.")
            String host,

            @Schema(description = "Its value, in zone file notation without trailing dots.")
            String content,

            @Schema(description = "Whether the domain needs it to be verified.")
            boolean required,

            @Schema(description = "Whether it was there at the last look.")
            boolean propagated) {}

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

package org.subaccounts.sending.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.dkim.Dkim;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.domain.records.RecordKind;
import org.subaccounts.sending.domain.records.RecordSet;

/** A domain on the wire. What cannot be set here is null. */
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

        @Schema(description = "Null: the default, `media`.") @Nullable String mediaSubdomain,

        @Schema(description = "Always null: an interval of its own needs managed DNS, which is not offered.") @Nullable Integer dkimRotationIntervalDays,

        @Schema(description = "What was chosen; null: the default. The second DKIM record's selector follows from it.")
        @Nullable String dkimSelector,

        @Schema(
                description =
                        "Whether the DKIM key could be replaced now: the second DKIM alias was there at the last look.")
        boolean rotationReady,

        @Schema(description = "Always null.") @Nullable String dsnRecipient) {

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
                RecordSet.of(state.id(), state.name(), state.subdomains(), state.dkim(), hosts).stream()
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
                state.known().checkedAt(),
                state.verified(),
                state.subdomains().tracking(),
                state.subdomains().returnPath(),
                state.subdomains().subscription(),
                state.subdomains().media(),
                null,
                state.dkim().selectorOverride(),
                isReadyToRotate(state),
                null);
    }

    /** The alias of the slot that does not sign was there at the last look, and its slot is free. */
    private static boolean isReadyToRotate(DomainState state) {
        Dkim dkim = state.dkim();
        return state.verified()
                && dkim.delegated()
                && dkim.phase() == Dkim.Phase.STEADY
                && state.known().propagated().contains(RecordKind.ofDkimSlot(dkim.standbySlot()));
    }

    private static DnsRecord record(ExpectedRecord expected, DomainState state) {
        return new DnsRecord(
                expected.type().name(),
                expected.kind().label(),
                expected.host(),
                expected.content(),
                expected.required(),
                state.known().propagated().contains(expected.kind()));
    }
}

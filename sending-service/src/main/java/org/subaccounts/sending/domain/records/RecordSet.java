package org.subaccounts.sending.domain.records;

import java.util.ArrayList;
import java.util.List;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.Dkim;

/**
 * Builds the records of a domain: DKIM (RFC 6376), return path, tracking, subscription, media, DMARC (RFC 7489), inbound.
 * DKIM is an alias for each slot, the one that signs being required, or the key itself if it is the owner's.
 */
public final class RecordSet {
    private static final int INBOUND_PREFERENCE = 10;

    private RecordSet() {}

    public static List<ExpectedRecord> of(
            DomainId id, String domain, Subdomains subdomains, Dkim dkim, PlatformHosts hosts) {
        List<ExpectedRecord> records = new ArrayList<>();
        if (dkim.delegated()) {
            records.add(alias(id, domain, dkim, 1, hosts));
            records.add(alias(id, domain, dkim, 2, hosts));
        } else {
            records.add(new ExpectedRecord(
                    RecordKind.DKIM,
                    ExpectedRecord.Type.TXT,
                    dkimHost(domain, dkim.activeSelector()),
                    dkimText(dkim.activeKey()),
                    true));
        }
        records.add(new ExpectedRecord(
                RecordKind.RETURN_PATH,
                ExpectedRecord.Type.CNAME,
                returnPathHost(domain, subdomains),
                hosts.returnPath(),
                true));
        records.add(optional(RecordKind.TRACKING, subdomains.trackingOrDefault() + "." + domain, hosts.tracking()));
        records.add(optional(
                RecordKind.SUBSCRIPTION, subdomains.subscriptionOrDefault() + "." + domain, hosts.subscription()));
        records.add(optional(RecordKind.MEDIA, subdomains.mediaOrDefault() + "." + domain, hosts.media()));
        records.add(new ExpectedRecord(
                RecordKind.DMARC, ExpectedRecord.Type.TXT, "_dmarc." + domain, "v=DMARC1; p=none;", false));
        records.add(new ExpectedRecord(
                RecordKind.INBOUND, ExpectedRecord.Type.MX, domain, INBOUND_PREFERENCE + " " + hosts.inbound(), false));
        return List.copyOf(records);
    }

    /** A key as receivers look it up: at the selector, below the domain. */
    public static ExpectedRecord visibleKey(String domain, String selector, String publicKey) {
        return new ExpectedRecord(
                RecordKind.DKIM_KEY, ExpectedRecord.Type.TXT, dkimHost(domain, selector), dkimText(publicKey), false);
    }

    public static String dkimText(String publicKey) {
        return "v=DKIM1; k=rsa; p=" + publicKey;
    }

    public static String returnPathHost(String domain, Subdomains subdomains) {
        return subdomains.returnPathOrDefault() + "." + domain;
    }

    private static ExpectedRecord alias(DomainId id, String domain, Dkim dkim, int slot, PlatformHosts hosts) {
        return new ExpectedRecord(
                RecordKind.ofDkimSlot(slot),
                ExpectedRecord.Type.CNAME,
                dkimHost(domain, dkim.selectorOf(slot)),
                hosts.dkim(id, slot),
                slot == dkim.activeSlot());
    }

    private static String dkimHost(String domain, String selector) {
        return selector + "._domainkey." + domain;
    }

    private static ExpectedRecord optional(RecordKind kind, String host, String target) {
        return new ExpectedRecord(kind, ExpectedRecord.Type.CNAME, host, target, false);
    }
}

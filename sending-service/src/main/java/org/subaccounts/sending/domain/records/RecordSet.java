package org.subaccounts.sending.domain.records;

import java.util.List;
import org.subaccounts.sending.domain.Subdomains;

/** Builds the records of a domain: DKIM (RFC 6376), return path, tracking, subscription, DMARC (RFC 7489), inbound. */
public final class RecordSet {
    private static final int INBOUND_PREFERENCE = 10;

    private RecordSet() {}

    public static List<ExpectedRecord> of(
            String domain, Subdomains subdomains, String dkimSelector, String dkimPublicKey, PlatformHosts hosts) {
        return List.of(
                new ExpectedRecord(
                        RecordKind.DKIM,
                        ExpectedRecord.Type.TXT,
                        dkimSelector + "._domainkey." + domain,
                        "v=DKIM1; k=rsa; p=" + dkimPublicKey),
                new ExpectedRecord(
                        RecordKind.RETURN_PATH,
                        ExpectedRecord.Type.CNAME,
                        returnPathHost(domain, subdomains),
                        hosts.returnPath()),
                new ExpectedRecord(
                        RecordKind.TRACKING,
                        ExpectedRecord.Type.CNAME,
                        subdomains.trackingOrDefault() + "." + domain,
                        hosts.tracking()),
                new ExpectedRecord(
                        RecordKind.SUBSCRIPTION,
                        ExpectedRecord.Type.CNAME,
                        subdomains.subscriptionOrDefault() + "." + domain,
                        hosts.subscription()),
                new ExpectedRecord(RecordKind.DMARC, ExpectedRecord.Type.TXT, "_dmarc." + domain, "v=DMARC1; p=none;"),
                new ExpectedRecord(
                        RecordKind.INBOUND,
                        ExpectedRecord.Type.MX,
                        domain,
                        INBOUND_PREFERENCE + " " + hosts.inbound()));
    }

    public static String returnPathHost(String domain, Subdomains subdomains) {
        return subdomains.returnPathOrDefault() + "." + domain;
    }
}

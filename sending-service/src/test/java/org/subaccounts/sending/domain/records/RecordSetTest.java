package org.subaccounts.sending.domain.records;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.subaccounts.sending.domain.Subdomains;

class RecordSetTest {
    private final PlatformHosts hosts = new PlatformHosts("mail.example.net");

    @Test
    void aNewDomainHasTheseRecords() {
        assertThat(RecordSet.of("acme.example.com", Subdomains.DEFAULTS, "s1", "KEY", hosts))
                .containsExactly(
                        new ExpectedRecord(
                                RecordKind.DKIM,
                                ExpectedRecord.Type.TXT,
                                "s1._domainkey.acme.example.com",
                                "v=DKIM1; k=rsa; p=KEY"),
                        new ExpectedRecord(
                                RecordKind.RETURN_PATH,
                                ExpectedRecord.Type.CNAME,
                                "bounces.acme.example.com",
                                "return-path.mail.example.net"),
                        new ExpectedRecord(
                                RecordKind.TRACKING,
                                ExpectedRecord.Type.CNAME,
                                "click.acme.example.com",
                                "click.mail.example.net"),
                        new ExpectedRecord(
                                RecordKind.SUBSCRIPTION,
                                ExpectedRecord.Type.CNAME,
                                "preferences.acme.example.com",
                                "preferences.mail.example.net"),
                        new ExpectedRecord(
                                RecordKind.DMARC,
                                ExpectedRecord.Type.TXT,
                                "_dmarc.acme.example.com",
                                "v=DMARC1; p=none;"),
                        new ExpectedRecord(
                                RecordKind.INBOUND,
                                ExpectedRecord.Type.MX,
                                "acme.example.com",
                                "10 inbound.mail.example.net"));
    }

    @Test
    void onlyDkimAndReturnPathAreRequired() {
        assertThat(RecordKind.values())
                .filteredOn(RecordKind::required)
                .containsExactly(RecordKind.DKIM, RecordKind.RETURN_PATH);
    }

    @Test
    void chosenSubdomainsReplaceTheDefaults() {
        assertThat(RecordSet.of("acme.example.com", new Subdomains("mail", "t", "u"), "s1", "KEY", hosts))
                .extracting(ExpectedRecord::host)
                .contains("mail.acme.example.com", "t.acme.example.com", "u.acme.example.com");
    }
}

package org.subaccounts.sending.domain.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.Dkim;

class RecordSetTest {
    private static final String NAME = "acme.example.com";
    private static final DomainId ID = new DomainId(UUID.fromString("01890000-0000-7000-8000-000000000001"));
    private static final String HEX = "01890000000070008000000000000001";
    private static final Dkim DELEGATED = Dkim.first(true, "s1", null, "KEY");

    private final PlatformHosts hosts = new PlatformHosts("mail.example.net");

    @Test
    void theRecordsOfADelegatedDomainAreAliasesForBothKeysAndTheRest() {
        assertThat(lines(of(Subdomains.DEFAULTS, DELEGATED)))
                .containsExactly(
                        "s1._domainkey.acme.example.com CNAME s1." + HEX + ".dkim.mail.example.net required",
                        "s2._domainkey.acme.example.com CNAME s2." + HEX + ".dkim.mail.example.net",
                        "bounces.acme.example.com CNAME return-path.mail.example.net required",
                        "click.acme.example.com CNAME click.mail.example.net",
                        "preferences.acme.example.com CNAME preferences.mail.example.net",
                        "media.acme.example.com CNAME media.mail.example.net",
                        "_dmarc.acme.example.com TXT v=DMARC1; p=none;",
                        "acme.example.com MX 10 inbound.mail.example.net");
    }

    @Test
    void aKeyOfItsOwnIsATextRecord() {
        assertThat(lines(of(Subdomains.DEFAULTS, Dkim.first(false, "own", "own", "KEY"))))
                .startsWith("own._domainkey.acme.example.com TXT v=DKIM1; k=rsa; p=KEY required")
                .noneMatch(line -> line.contains("dkim.mail.example.net"));
    }

    @Test
    void afterARotationTheOtherAliasIsTheRequiredOne() {
        assertThat(lines(of(Subdomains.DEFAULTS, DELEGATED.begun("NEXT").switched())))
                .contains(
                        "s1._domainkey.acme.example.com CNAME s1." + HEX + ".dkim.mail.example.net",
                        "s2._domainkey.acme.example.com CNAME s2." + HEX + ".dkim.mail.example.net required");
    }

    @Test
    void aChosenSelectorYieldsBothAndTheLongestOneFits() {
        assertThat(lines(of(Subdomains.DEFAULTS, Dkim.first(true, "acme", "acme", "KEY"))))
                .anyMatch(line -> line.startsWith("acme._domainkey."))
                .anyMatch(line -> line.startsWith("acme2._domainkey."));
        assertThat(Dkim.first(true, "x".repeat(62), "x".repeat(62), "KEY").selectorOf(2))
                .hasSize(63);
    }

    @Test
    void chosenSubdomainsReplaceTheDefaults() {
        assertThat(of(new Subdomains("mail", "t", "u", "m"), DELEGATED))
                .extracting(ExpectedRecord::host)
                .contains("mail.acme.example.com", "t.acme.example.com", "u.acme.example.com", "m.acme.example.com");
    }

    private List<ExpectedRecord> of(Subdomains subdomains, Dkim dkim) {
        return RecordSet.of(ID, NAME, subdomains, dkim, hosts);
    }

    private static List<String> lines(List<ExpectedRecord> records) {
        return records.stream()
                .map(record -> record.host() + " " + record.type() + " " + record.content()
                        + (record.required() ? " required" : ""))
                .toList();
    }
}

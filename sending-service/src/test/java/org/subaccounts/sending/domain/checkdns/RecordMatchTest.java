package org.subaccounts.sending.domain.checkdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.RecordKind;

class RecordMatchTest {
    private static final ExpectedRecord DKIM = new ExpectedRecord(
            RecordKind.DKIM,
            ExpectedRecord.Type.TXT,
            "s1._domainkey.example.com",
            "v=DKIM1; k=rsa; p=MIIBabc/+=",
            true);
    private static final ExpectedRecord DMARC = new ExpectedRecord(
            RecordKind.DMARC, ExpectedRecord.Type.TXT, "_dmarc.example.com", "v=DMARC1; p=none;", false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DKIM1; k=rsa; p=MIIBabc/+= | true",
                "v=DKIM1;k=rsa;p=MIIB abc/+=; | true",
                "p=MIIBabc/+= | true",
                "v=DKIM1; t=y; p=MIIBabc/+= | true",
                "v=DKIM1; k=rsa; p=MIIBabc/+ | false",
                "v=DKIM1; k=rsa; p= | false",
                "v=DKIM2; k=rsa; p=MIIBabc/+= | false",
                "v=DKIM1; k=ed25519; p=MIIBabc/+= | false",
                "v=DKIM1; p=other; p=MIIBabc/+= | false",
                "some other text | false",
            })
    void aDkimRecordNeedsTheSameKey(String found, boolean matches) {
        assertThat(RecordMatch.text(DKIM, List.of(found))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DMARC1; p=none; | true",
                "v=DMARC1; p=reject; rua=mailto:a@example.com | true",
                "v=DMARC1 | true",
                "v=DMARC10; p=none | false",
                "p=none; v=DMARC1 | false",
                "v=spf1 -all | false",
            })
    void anyDmarcPolicyWillDo(String found, boolean matches) {
        assertThat(RecordMatch.text(DMARC, List.of("unrelated", found))).isEqualTo(matches);
    }
}

package org.subaccounts.sending.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
    @ParameterizedTest
    @CsvSource({
        "ann@example.com, ann@example.com",
        "' ann@example.com ', ann@example.com",
        "Ann.B+tag@EXAMPLE.com, Ann.B+tag@example.com",
        "o'hara@example.com, o'hara@example.com",
        "x@bücher.example, x@xn--bcher-kva.example",
    })
    void takesAddressesThatEveryServerUnderstandsAndWritesDomainsAsALabels(String given, String kept) {
        assertThat(EmailAddress.parse(given)).map(EmailAddress::toString).contains(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "@example.com",
                "ann@",
                "ann@localhost",
                "ann@example.com.",
                "ann@ example.com",
                "a nn@example.com",
                "ann@@example.com",
                ".ann@example.com",
                "ann.@example.com",
                "a..n@example.com",
                "\"ann\"@example.com",
                "änn@example.com",
                "ann@example.com\r\nBcc: eve@example.com",
                "ann\r\n@example.com",
                "<ann@example.com>",
                "ann@-example.com",
                "ann@[127.0.0.1]",
                "ann@127.0.0.1",
                "ann@example.com, eve@example.com"
            })
    void refusesWhatIsNoAddress(String given) {
        assertThat(EmailAddress.parse(given)).isEmpty();
    }

    @Test
    void aLocalPartHasAtMost64Characters() {
        assertThat(EmailAddress.parse("a".repeat(64) + "@example.com")).isPresent();
        assertThat(EmailAddress.parse("a".repeat(65) + "@example.com")).isEmpty();
    }

    @Test
    void anAddressHasAtMost254Characters() {
        String domain = ("d".repeat(60) + ".").repeat(4);
        assertThat(EmailAddress.parse("a@" + domain + "eeeeeeee")).isPresent(); // 2 + 244 + 8
        assertThat(EmailAddress.parse("a@" + domain + "eeeeeeeee")).isEmpty();
    }
}

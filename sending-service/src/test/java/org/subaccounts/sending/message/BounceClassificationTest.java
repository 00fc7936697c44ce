package org.subaccounts.sending.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BounceClassificationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown | INVALID_RECIPIENT",
                "550 no such user here | INVALID_RECIPIENT",
                "550-5.1.1 The email account that you tried to reach does not exist. | INVALID_RECIPIENT",
                "550 5.7.1 user unknown | INVALID_RECIPIENT",
                "550 5.1.2 bad destination system address | INVALID_DOMAIN",
                "550 5.4.4 unable to route | INVALID_DOMAIN",
                "556 5.1.10 recipient address has a null MX | INVALID_DOMAIN",
                "5.0.0 Host or domain name not found. Name service error | INVALID_DOMAIN",
                "550 5.2.1 the mailbox is disabled | INACTIVE_MAILBOX",
                "552 5.2.2 mailbox full | MAILBOX_FULL",
                "552 over quota | MAILBOX_FULL",
                "552 5.3.4 message too big for system | MESSAGE_TOO_LARGE",
                "554 5.6.0 cannot convert | CONTENT_REJECTED",
                "554 contains a virus | CONTENT_REJECTED",
                "554 5.7.1 message identified as spam | SPAM",
                "550 5.7.1 blocked using zen.spamhaus.org; 192.0.2.1 | SPAM",
                "550 5.7.26 unauthenticated mail is refused by DMARC policy | POLICY",
                "550 relay access denied | POLICY",
                "550 5.7.0 no | POLICY",
                "550 no thanks, 10.5.2.1.9 | OTHER",
                "'' | OTHER",
            })
    void aRefusalIsClassifiedByItsCodeOrItsWords(String reply, BounceClassification expected) {
        assertThat(BounceClassification.of(reply)).isEqualTo(expected);
    }

    @Test
    void onlyRefusalsOfTheAddressSuppressIt() {
        assertThat(BounceClassification.INVALID_RECIPIENT.aboutAddress()).isTrue();
        assertThat(BounceClassification.OTHER.aboutAddress()).isTrue();
        assertThat(BounceClassification.SPAM.aboutAddress()).isFalse();
        assertThat(BounceClassification.MESSAGE_TOO_LARGE.aboutAddress()).isFalse();
    }

    @Test
    void longTextsAreClassifiedQuickly() {
        assertThat(BounceClassification.of("user ".repeat(100_000))).isEqualTo(BounceClassification.OTHER);
    }
}

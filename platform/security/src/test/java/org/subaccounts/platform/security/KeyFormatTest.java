package org.subaccounts.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyFormatTest {
    private final KeyFormat format = new KeyFormat("aha-sk-", "aha-pk-", 64);

    @Test
    void aSecretIsThePrefixAndSixtyFourCharacters() {
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String secret = format.newSecret();
            assertThat(secret).matches("aha-sk-[0-9A-Za-z]{64}");
            assertThat(format.plausible(secret)).isTrue();
            secrets.add(secret);
        }
        assertThat(secrets).hasSize(1_000);
    }

    @Test
    void oneWrongCharacterAnywhereIsSeen() {
        String secret = format.newSecret();
        for (int i = 0; i < secret.length(); i++) {
            char other = secret.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(format.plausible(secret.substring(0, i) + other + secret.substring(i + 1)))
                    .as("position %d", i)
                    .isFalse();
        }
        assertThat(format.plausible(secret + "0")).isFalse();
        assertThat(format.plausible("")).isFalse();
    }
}

package org.subaccounts.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private static final byte[] PLAIN = "a private key".getBytes(StandardCharsets.UTF_8);

    private static String key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void whatIsSealedOpensAndIsNotReadable() {
        SecretBox box = new SecretBox(key(1), Optional.empty());
        byte[] sealed = box.seal(PLAIN);
        assertThat(box.open(sealed)).isEqualTo(PLAIN);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("private");
        assertThat(box.seal(PLAIN)).as("a nonce of its own each time").isNotEqualTo(sealed);
    }

    @Test
    void aRotatedKeyStillOpensAndNoLongerSeals() {
        byte[] old = new SecretBox(key(1), Optional.empty()).seal(PLAIN);
        SecretBox rotated = new SecretBox(key(2), Optional.of(List.of(key(1))));
        assertThat(rotated.open(old)).isEqualTo(PLAIN);
        SecretBox newOnly = new SecretBox(key(2), Optional.empty());
        assertThat(newOnly.open(rotated.seal(PLAIN))).isEqualTo(PLAIN);
        assertThatThrownBy(() -> newOnly.open(old)).hasMessageContaining("not configured");
    }

    @Test
    void whatWasChangedDoesNotOpen() {
        SecretBox box = new SecretBox(key(1), Optional.empty());
        byte[] sealed = box.seal(PLAIN);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> box.open(sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void codesHoldForTheirPurposeAndMessageAndAreVerifiedWithRotatedKeysToo() {
        SecretBox box = new SecretBox(key(1), Optional.empty());
        byte[] code = box.mac("one use", PLAIN);
        assertThat(code).hasSize(32);
        assertThat(box.isMac("one use", PLAIN, code)).isTrue();
        assertThat(box.isMac("one use", PLAIN, java.util.Arrays.copyOf(code, 10)))
                .isTrue();
        assertThat(box.isMac("one use", PLAIN, new byte[0])).isFalse();
        assertThat(box.isMac("another use", PLAIN, code)).isFalse();
        assertThat(box.isMac("one use", new byte[] {1}, code)).isFalse();
        assertThat(new SecretBox(key(2), Optional.of(List.of(key(1)))).isMac("one use", PLAIN, code))
                .isTrue();
        assertThat(new SecretBox(key(2), Optional.empty()).isMac("one use", PLAIN, code))
                .isFalse();
    }
}

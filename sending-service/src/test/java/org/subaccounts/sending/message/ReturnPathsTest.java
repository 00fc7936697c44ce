package org.subaccounts.sending.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.http.SecretBox;

class ReturnPathsTest {
    private static final String HOST = "bounces.acme.example.com";
    private final ReturnPaths paths = new ReturnPaths(new SecretBox(key(1), Optional.empty()));

    private static String key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void aReturnPathNamesItsMessageInAnyCase() {
        for (int i = 0; i < 200; i++) {
            UUID message = UUID.randomUUID();
            String address = paths.of(message, HOST);
            assertThat(address.indexOf('@')).isLessThanOrEqualTo(64);
            assertThat(EmailAddress.parse(address)).isPresent();
            assertThat(paths.messageOf(address)).contains(message);
            assertThat(paths.messageOf(address.toUpperCase(Locale.ROOT))).contains(message);
        }
    }

    @Test
    void whatOthersMakeUpIsNotBelieved() {
        UUID message = UUID.randomUUID();
        String address = paths.of(message, HOST);
        String other = paths.of(UUID.randomUUID(), HOST);
        assertThat(paths.messageOf("bounce+" + message + "@" + HOST)).isEmpty();
        assertThat(paths.messageOf("bounce+" + message + "-0000000000000000@" + HOST))
                .isEmpty();
        assertThat(paths.messageOf(address.replace("acme", "evil"))).isEmpty();
        assertThat(paths.messageOf("bounce+" + message + other.substring(43))).isEmpty();
        assertThat(paths.messageOf("bounce+nonsense@" + HOST)).isEmpty();
        assertThat(paths.messageOf("")).isEmpty();
        assertThat(new ReturnPaths(new SecretBox(key(2), Optional.empty())).messageOf(address))
                .isEmpty();
    }

    @Test
    void aRotatedKeyStillVerifies() {
        UUID message = UUID.randomUUID();
        String address = paths.of(message, HOST);
        ReturnPaths rotated = new ReturnPaths(new SecretBox(key(2), Optional.of(List.of(key(1)))));
        assertThat(rotated.messageOf(address)).contains(message);
        assertThat(rotated.of(message, HOST)).isNotEqualTo(address);
    }
}

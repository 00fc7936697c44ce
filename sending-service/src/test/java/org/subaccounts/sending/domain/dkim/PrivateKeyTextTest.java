package org.subaccounts.sending.domain.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.http.Refusal;

class PrivateKeyTextTest {
    /** What PKCS #8 puts in front of a PKCS #1 key of the usual lengths. */
    private static final int PKCS8_HEAD_BYTES = 26;

    @Test
    void theSameKeyIsReadFromEveryForm() throws Exception {
        for (int bits : List.of(1024, 2048, 4096)) {
            KeyPair pair = pair("RSA", bits);
            byte[] pkcs8 = pair.getPrivate().getEncoded();
            byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEAD_BYTES, pkcs8.length);
            String publicKey =
                    Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
            for (String text : List.of(
                    pem("PRIVATE KEY", pkcs8),
                    pem("RSA PRIVATE KEY", pkcs1),
                    "  \r\n" + pem("RSA PRIVATE KEY", pkcs1).replace("\n", "\r\n") + "\r\n ",
                    Base64.getEncoder().encodeToString(pkcs8),
                    Base64.getMimeEncoder().encodeToString(pkcs1))) {
                DkimKeyPair read = PrivateKeyText.read("key", text);
                assertThat(read.publicKey()).isEqualTo(publicKey);
                assertThat(read.privateKey().getBytes()).isEqualTo(pkcs8);
            }
        }
    }

    @Test
    void aKeyOfLessThan1024BitsIsTooShort() throws Exception {
        assertThatThrownBy(() -> PrivateKeyText.read("key", pem("PRIVATE KEY", pkcs8("RSA", 1016))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("1024")
                .hasMessageContaining("1016");
    }

    @Test
    void otherKeysAndTextsAreRefusedAndNotRepeated() throws Exception {
        byte[] rsa = pkcs8("RSA", 1024);
        byte[] damaged = rsa.clone();
        damaged[100] ^= 1;
        KeyPair pair = pair("RSA", 1024);
        for (String text : List.of(
                "",
                "   ",
                "x",
                "secret-text-that-is-no-key",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
                pem("PRIVATE KEY", rsa) + pem("PRIVATE KEY", rsa),
                pem("PUBLIC KEY", pair.getPublic().getEncoded()),
                pem("PRIVATE KEY", pkcs8("EC", 256)),
                pem("PRIVATE KEY", damaged),
                pem("PRIVATE KEY", Arrays.copyOf(rsa, 300)),
                pem("ENCRYPTED PRIVATE KEY", rsa),
                "A".repeat(16_385))) {
            assertThatThrownBy(() -> PrivateKeyText.read("dkim_private_key", text))
                    .as(text)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("dkim_private_key")
                    .message()
                    .doesNotContain("secret-text");
        }
    }

    private static byte[] pkcs8(String algorithm, int bits) throws Exception {
        return pair(algorithm, bits).getPrivate().getEncoded();
    }

    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}

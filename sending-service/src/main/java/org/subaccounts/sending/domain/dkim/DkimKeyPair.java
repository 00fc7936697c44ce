package org.subaccounts.sending.domain.dkim;

import io.vertx.core.buffer.Buffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A new RSA-2048 pair (RFC 8301). Generating takes up to a second of CPU: never on an event loop.
 *
 * @param publicKey SubjectPublicKeyInfo in base64
 * @param privateKey PKCS #8, DER
 */
public record DkimKeyPair(String publicKey, Buffer privateKey) {
    private static final int KEY_BITS = 2048;

    public static DkimKeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            KeyPair pair = generator.generateKeyPair();
            return new DkimKeyPair(
                    Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                    Buffer.buffer(pair.getPrivate().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "DkimKeyPair[publicKey=" + publicKey + "]";
    }
}

package org.subaccounts.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Encrypts what must be kept but not be readable in the database: AES-256-GCM, layout {@code key id (4) | nonce (12) |
 * ciphertext and tag}. Rotation: the old key goes to {@code platform.encryption.previous-keys}, still opens, no longer seals.
 * The same keys authenticate what is handed out in clear.
 */
@ApplicationScoped
public class SecretBox {
    private static final int KEY_ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final String MAC = "HmacSHA256";
    private static final int MIN_MAC_BYTES = 8;

    private final Map<Integer, SecretKey> keys = new LinkedHashMap<>();
    private final int sealingKey;
    private final SecureRandom random = new SecureRandom();

    public SecretBox(
            @ConfigProperty(name = "platform.encryption.key") String key,
            @ConfigProperty(name = "platform.encryption.previous-keys") Optional<List<String>> previousKeys) {
        sealingKey = add(key);
        previousKeys.orElse(List.of()).forEach(this::add);
    }

    private int add(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("an encryption key must be 32 bytes in base64");
        }
        try {
            int id = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .getInt();
            keys.put(id, new SecretKeySpec(bytes, "AES"));
            return id;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With these bytes begins what is sealed now; anything else was sealed with an earlier key. */
    public byte[] sealingKeyId() {
        return ByteBuffer.allocate(KEY_ID_BYTES).putInt(sealingKey).array();
    }

    public byte[] seal(byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, sealingKey, nonce, plain);
        return ByteBuffer.allocate(KEY_ID_BYTES + NONCE_BYTES + sealed.length)
                .putInt(sealingKey)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** A message authentication code (HMAC-SHA-256, 32 bytes); the purpose keeps the codes of different uses apart. */
    public byte[] mac(String purpose, byte[] message) {
        return mac(requireKey(sealingKey), purpose, message);
    }

    /** Whether the code is that of any of the keys, in constant time; it may be shortened, to not less than 8 bytes. */
    public boolean isMac(String purpose, byte[] message, byte[] code) {
        if (code.length < MIN_MAC_BYTES) {
            return false;
        }
        boolean matches = false;
        for (SecretKey key : keys.values()) {
            matches |= MessageDigest.isEqual(Arrays.copyOf(mac(key, purpose, message), code.length), code);
        }
        return matches;
    }

    private static byte[] mac(SecretKey key, String purpose, byte[] message) {
        return hmac(hmac(key.getEncoded(), purpose.getBytes(StandardCharsets.UTF_8)), message);
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails with IllegalStateException if it was sealed with an unknown key or changed since. */
    public byte[] open(byte[] sealed) {
        int id = ByteBuffer.wrap(sealed).getInt();
        byte[] nonce = Arrays.copyOfRange(sealed, KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES);
        return cipher(
                Cipher.DECRYPT_MODE, id, nonce, Arrays.copyOfRange(sealed, KEY_ID_BYTES + NONCE_BYTES, sealed.length));
    }

    private byte[] cipher(int mode, int keyId, byte[] nonce, byte[] input) {
        SecretKey key = requireKey(keyId);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal or open", e);
        }
    }

    private SecretKey requireKey(int keyId) {
        SecretKey key = keys.get(keyId);
        if (key == null) {
            throw new IllegalStateException("sealed with an encryption key that is not configured");
        }
        return key;
    }
}

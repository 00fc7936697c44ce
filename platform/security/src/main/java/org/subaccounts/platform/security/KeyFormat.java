package org.subaccounts.platform.security;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.zip.CRC32;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The form of API key secrets: prefix, random base-62 characters, and in the last six of them a CRC-32 of all before, so
 * that junk is refused without asking anybody. The checksum is no secret and proves nothing.
 */
@ApplicationScoped
public class KeyFormat {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKSUM_LENGTH = 6;
    private static final int PUBLIC_LENGTH = 24;

    private final String prefix;
    private final String publicPrefix;
    private final int length;
    private final SecureRandom random = new SecureRandom();

    public KeyFormat(
            @ConfigProperty(name = "platform.keys.prefix", defaultValue = "aha-sk-") String prefix,
            @ConfigProperty(name = "platform.keys.public-prefix", defaultValue = "aha-pk-") String publicPrefix,
            @ConfigProperty(name = "platform.keys.length", defaultValue = "64") int length) {
        if (length < 40) {
            throw new IllegalArgumentException("platform.keys.length must be at least 40");
        }
        this.prefix = prefix;
        this.publicPrefix = publicPrefix;
        this.length = length;
    }

    public String newSecret() {
        String body = prefix + randomText(length - CHECKSUM_LENGTH);
        return body + checksum(body);
    }

    public String newPublicKey() {
        return publicPrefix + randomText(PUBLIC_LENGTH);
    }

    boolean looksLikeKey(String bearer) {
        return bearer.startsWith(prefix);
    }

    /** Whether the secret can have been issued at all. */
    public boolean plausible(String secret) {
        if (secret.length() != prefix.length() + length || !secret.startsWith(prefix)) {
            return false;
        }
        int end = secret.length() - CHECKSUM_LENGTH;
        for (int i = prefix.length(); i < end; i++) {
            if (ALPHABET.indexOf(secret.charAt(i)) < 0) {
                return false;
            }
        }
        return checksum(secret.substring(0, end)).equals(secret.substring(end));
    }

    /** SHA-256: what is stored instead of the secret. The secret has over 340 random bits, so it needs no slow hash. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String randomText(int count) {
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        long rest = crc.getValue();
        char[] text = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(text);
    }
}

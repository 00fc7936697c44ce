package org.subaccounts.platform.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/**
 * Ids of users: a name-based UUID (RFC 9562, version 5) of the normalized e-mail address. One person has one
 * id on every account, and no two requests can make two of them. Not secret.
 */
public final class UserIds {
    private static final UUID NAMESPACE = UUID.fromString("7b0c3d0e-5a0f-5c55-9a56-2f3bb1b5a1c4");

    private UserIds() {}

    public static UUID of(String email) {
        byte[] name = normalized(email).getBytes(StandardCharsets.UTF_8);
        ByteBuffer hash;
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16)
                    .putLong(NAMESPACE.getMostSignificantBits())
                    .putLong(NAMESPACE.getLeastSignificantBits())
                    .flip());
            hash = ByteBuffer.wrap(sha1.digest(name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        long high = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x5000L;
        long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Local part: ASCII letters in lower case, all else as it is; domain: as A-labels, so that one has one spelling. */
    static String normalized(String email) {
        String text = email.strip();
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return asciiLowerCase(text);
        }
        String domain;
        try {
            domain = Inputs.domain("email", text.substring(at + 1));
        } catch (Refusal noDomain) {
            domain = asciiLowerCase(text.substring(at + 1));
        }
        return asciiLowerCase(text.substring(0, at)) + "@" + domain;
    }

    private static String asciiLowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)));
        return lower.toString();
    }
}

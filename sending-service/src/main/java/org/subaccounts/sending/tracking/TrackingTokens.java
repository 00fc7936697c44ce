package org.subaccounts.sending.tracking;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.sending.message.MessageKey;

/**
 * What stands in the addresses of images and links: kind (1 byte), message (16), its day (4), the link's target, and a tag of
 * HMAC-SHA256 over the tracking host and all of it (16), in base64url. Nobody but the platform can make one, and what one
 * account's messages lead to is not reached over the host of another. The same host, message and target always give the same token.
 */
@ApplicationScoped
public class TrackingTokens {
    /** In bytes; a request line has room for it. Longer links are not tracked. */
    static final int MAX_URL_LENGTH = 2_000;

    private static final byte OPEN = 'o';
    private static final byte CLICK = 'c';
    private static final int HEAD_LENGTH = 1 + Long.BYTES * 2 + Integer.BYTES;
    private static final int TAG_LENGTH = 16;
    private static final int MIN_KEY_LENGTH = 32;
    private static final Pattern PORT = Pattern.compile("\\.?(:\\d*)?$");
    private static final String ALGORITHM = "HmacSHA256";

    /** The first signs; all of them are good for what was sent. */
    private final List<SecretKeySpec> keys = new ArrayList<>();

    public TrackingTokens(
            @ConfigProperty(name = "sending.tracking.key") String key,
            @ConfigProperty(name = "sending.tracking.previous-keys") Optional<List<String>> previousKeys) {
        keys.add(key(key));
        previousKeys.orElse(List.of()).forEach(previous -> keys.add(key(previous)));
    }

    private static SecretKeySpec key(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (bytes.length < MIN_KEY_LENGTH) {
            throw new IllegalArgumentException("a key of tracking must be at least 32 bytes in base64");
        }
        return new SecretKeySpec(derived(bytes), ALGORITHM);
    }

    /** The configured key may serve other ends as well: this one is for tracking alone. */
    private static byte[] derived(byte[] key) {
        return tag(new SecretKeySpec(key, ALGORITHM), "tracking tokens 2".getBytes(UTF_8));
    }

    /** A link that was followed. */
    record Click(MessageKey message, String url) {}

    /** {@code host}: in whose addresses it will stand, with or without a port. */
    String open(String host, MessageKey message) {
        return token(host, OPEN, message, new byte[0]);
    }

    String click(String host, MessageKey message, String url) {
        return token(host, CLICK, message, url.getBytes(UTF_8));
    }

    private String token(String host, byte kind, MessageKey message, byte[] url) {
        byte[] body = ByteBuffer.allocate(HEAD_LENGTH + url.length)
                .put(kind)
                .putLong(message.id().getMostSignificantBits())
                .putLong(message.id().getLeastSignificantBits())
                .putInt(Math.toIntExact(message.keepDay().toEpochDay()))
                .put(url)
                .array();
        byte[] signed = Arrays.copyOf(body, body.length + TAG_LENGTH);
        System.arraycopy(tag(keys.getFirst(), host, body), 0, signed, body.length, TAG_LENGTH);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    }

    /** Empty if it was not made here, for this host. */
    Optional<MessageKey> opened(String host, String token) {
        return body(host, OPEN, token).map(TrackingTokens::message);
    }

    /** Empty if it was not made here, for this host. */
    Optional<Click> clicked(String host, String token) {
        return body(host, CLICK, token)
                .map(body -> new Click(message(body), new String(body, HEAD_LENGTH, body.length - HEAD_LENGTH, UTF_8)));
    }

    private Optional<byte[]> body(String host, byte kind, String token) {
        byte[] signed;
        try {
            signed = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (signed.length < HEAD_LENGTH + TAG_LENGTH || signed[0] != kind) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOf(signed, signed.length - TAG_LENGTH);
        byte[] given = Arrays.copyOfRange(signed, body.length, signed.length);
        return keys.stream()
                        .anyMatch(key -> MessageDigest.isEqual(given, Arrays.copyOf(tag(key, host, body), TAG_LENGTH)))
                ? Optional.of(body)
                : Optional.empty();
    }

    private static MessageKey message(byte[] body) {
        ByteBuffer buffer = ByteBuffer.wrap(body, 1, HEAD_LENGTH - 1);
        return new MessageKey(new UUID(buffer.getLong(), buffer.getLong()), LocalDate.ofEpochDay(buffer.getInt()));
    }

    private static byte[] tag(SecretKeySpec key, String host, byte[] body) {
        byte[] name =
                PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT).getBytes(UTF_8);
        // a name has no NUL, so that no other name and body are the same bytes
        return tag(
                key,
                ByteBuffer.allocate(name.length + 1 + body.length)
                        .put(name)
                        .put((byte) 0)
                        .put(body)
                        .array());
    }

    private static byte[] tag(SecretKeySpec key, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

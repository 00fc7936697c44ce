package org.subaccounts.sending.message;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.subaccounts.platform.http.SecretBox;

/**
 * Envelope senders that name their message, so that a bounce that comes later can be told from others (VERP):
 * {@code bounce+<uuid>-<code>@<host>}. The code, 80 bits of an HMAC over the rest, keeps others from making them up.
 */
@ApplicationScoped
public class ReturnPaths {
    private static final String PURPOSE = "return path";
    private static final int CODE_BYTES = 10;
    private static final int CODE_DIGITS = 16;
    private static final int RADIX = 32;
    private static final Pattern ADDRESS =
            Pattern.compile("bounce\\+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([0-9a-v]{" + CODE_DIGITS
                    + "})@([a-z0-9.-]{1,253})");

    private final SecretBox box;

    public ReturnPaths(SecretBox box) {
        this.box = box;
    }

    public String of(UUID messageId, String host) {
        byte[] code = Arrays.copyOf(box.mac(PURPOSE, signed(messageId, host)), CODE_BYTES);
        String digits = new BigInteger(1, code).toString(RADIX);
        return "bounce+" + messageId + "-" + "0".repeat(CODE_DIGITS - digits.length()) + digits + "@" + host;
    }

    /** The message that the address was made for; empty if this platform did not make it. Case does not matter. */
    public Optional<UUID> messageOf(String address) {
        Matcher matcher = ADDRESS.matcher(address.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        UUID messageId = UUID.fromString(matcher.group(1));
        boolean made = box.isMac(PURPOSE, signed(messageId, matcher.group(3)), code(matcher.group(2)));
        return made ? Optional.of(messageId) : Optional.empty();
    }

    /** Sixteen digits of five bits are just these bytes. */
    private static byte[] code(String digits) {
        byte[] number = new BigInteger(digits, RADIX).toByteArray();
        byte[] code = new byte[CODE_BYTES];
        int length = Math.min(number.length, CODE_BYTES);
        System.arraycopy(number, number.length - length, code, CODE_BYTES - length, length);
        return code;
    }

    private static byte[] signed(UUID messageId, String host) {
        return (messageId + "@" + host).getBytes(StandardCharsets.US_ASCII);
    }
}

package org.subaccounts.platform.http;

import java.net.IDN;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of single input values; each refusal names the field and says what is allowed. */
public final class Inputs {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern TIME_TEXT =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d{2}:\\d{2})");
    /** What IDNA 2003 maps away and IDNA 2008 does not: ß, final sigma, zero-width joiners (UTS 46, 2.3). */
    private static final Pattern DEVIATIONS = Pattern.compile("[\\u00df\\u03c2\\u200c\\u200d]");

    private static final int MAX_DOMAIN_LENGTH = 253;
    private static final int MAX_LABEL_LENGTH = 63;
    private static final int MAX_YEAR = 9999;

    private Inputs() {}

    public static UUID uuid(String field, @Nullable String value) {
        if (value == null || !UUID_TEXT.matcher(value).matches()) {
            throw Refusal.badRequest(field + " must be a UUID");
        }
        return UUID.fromString(value);
    }

    /** The body as a whole; a missing one or JSON {@code null} is refused. */
    public static <T> T body(@Nullable T body) {
        if (body == null) {
            throw Refusal.badRequest("a JSON object is required as request body");
        }
        return body;
    }

    /** Trimmed, 1 to {@code max} characters, no control characters. */
    public static String text(String field, @Nullable String value, int max) {
        String trimmed = value == null ? "" : value.strip();
        if (trimmed.isEmpty()) {
            throw Refusal.badRequest(field + " is required and must not be blank");
        }
        if (trimmed.codePointCount(0, trimmed.length()) > max) {
            throw Refusal.badRequest(field + " must be at most " + max + " characters long");
        }
        if (trimmed.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.badRequest(field + " must not contain control characters");
        }
        return requireUnicode(field, trimmed);
    }

    /** Refuses half of a surrogate pair, which JSON can write and UTF-8 cannot. */
    public static String requireUnicode(String field, String text) {
        if (!isUnicode(text)) {
            throw Refusal.badRequest(field + " must be valid Unicode text");
        }
        return text;
    }

    /** Without half of a surrogate pair. */
    public static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    public static long wholeNumber(String field, @Nullable Long value, long min, long max) {
        if (value == null || value < min || value > max) {
            throw Refusal.badRequest(field + " must be a whole number from " + min + " to " + max);
        }
        return value;
    }

    /** A moment (RFC 3339) from 1970 to 9999, to the microsecond as the database keeps it. */
    public static Instant time(String field, @Nullable String value) {
        try {
            if (value != null && TIME_TEXT.matcher(value).matches()) {
                OffsetDateTime time = OffsetDateTime.parse(value);
                Instant moment = time.toInstant().truncatedTo(ChronoUnit.MICROS);
                if (!moment.isBefore(Instant.EPOCH) && time.getYear() <= MAX_YEAR) {
                    return moment;
                }
            }
        } catch (DateTimeParseException noSuchTime) {
            throw notATime(field);
        }
        throw notATime(field);
    }

    private static Refusal notATime(String field) {
        return Refusal.badRequest(field + " must be an RFC 3339 time such as 2026-10-01T12:00:00Z");
    }

    /**
     * A fully qualified domain name (RFC 1035, RFC 1123): trimmed, lower-cased, without trailing dot, IDNs as A-labels
     * (IDNA 2003; what IDNA 2008 reads differently is refused, for it would be another domain); at least two labels, the last not all digits.
     */
    public static String domain(String field, @Nullable String value) {
        String name = value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.isEmpty()) {
            throw Refusal.badRequest(field + " is required and must not be blank");
        }
        if (name.length() > MAX_DOMAIN_LENGTH) { // an A-label is never shorter than what it stands for
            throw notADomain(field);
        }
        String ascii = name.chars().allMatch(c -> c < 128) ? name : aLabels(field, name);
        String[] labels = ascii.split("\\.", -1);
        if (ascii.length() > MAX_DOMAIN_LENGTH || labels.length < 2) {
            throw notADomain(field);
        }
        for (String label : labels) {
            if (!isLabel(label)) {
                throw notADomain(field);
            }
        }
        if (labels[labels.length - 1].chars().allMatch(Character::isDigit)) {
            throw notADomain(field);
        }
        return ascii;
    }

    private static String aLabels(String field, String name) {
        if (DEVIATIONS.matcher(name).find()) {
            throw Refusal.badRequest(
                    field + " must be given as an A-label (xn--…): its letters had another meaning once");
        }
        try {
            return IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw notADomain(field);
        }
    }

    /** By hand: a request may have a hundred addresses, and a pattern takes ten times as long. */
    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= MAX_LABEL_LENGTH
                && label.charAt(0) != '-'
                && label.charAt(label.length() - 1) != '-'
                && label.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }

    private static Refusal notADomain(String field) {
        return Refusal.badRequest(field + " must be a fully qualified domain name such as acme.example.com");
    }
}

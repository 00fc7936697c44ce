package org.subaccounts.sending.message.accept;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;

/**
 * Which header fields a sender may add (RFC 5322, 3.6.8): none that this service writes itself, none that would start
 * another field or the body. A Message-ID is dropped without complaint.
 */
final class HeaderRules {
    private static final int MAX_HEADERS = 50;
    private static final int MAX_NAME_LENGTH = 76;
    private static final int MAX_VALUE_LENGTH = 900;
    private static final Pattern NAME = Pattern.compile("[!-9;-~]+");
    private static final Set<String> WRITTEN_BY_SERVICE = Set.of(
            "from",
            "to",
            "bcc",
            "sender",
            "subject",
            "date",
            "return-path",
            "received",
            "mime-version",
            "dkim-signature",
            "authentication-results");

    private HeaderRules() {}

    /** Which of the fields that a parameter can stand for are free; a Cc header is only shown, nobody gets mail by it. */
    record Free(boolean replyTo, boolean cc) {}

    static Map<String, String> check(@Nullable Map<String, @Nullable String> headers, Free free) {
        if (headers == null) {
            return Map.of();
        }
        if (headers.size() > MAX_HEADERS) {
            throw Refusal.badRequest("headers must have at most " + MAX_HEADERS + " entries");
        }
        Map<String, String> accepted = new LinkedHashMap<>();
        Map<String, String> seen = new TreeMap<>();
        headers.forEach((name, value) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (key.equals("message-id")) {
                return;
            }
            checkName(name, key, free);
            if (seen.put(key, name) != null) {
                throw Refusal.badRequest("headers has " + printable(name) + " twice");
            }
            accepted.put(name, checkValue(name, value));
        });
        return accepted;
    }

    private static void checkName(String name, String key, Free free) {
        if (!NAME.matcher(name).matches() || name.length() > MAX_NAME_LENGTH) {
            throw Refusal.badRequest("headers has a name that is not a header field name: " + printable(name));
        }
        if (WRITTEN_BY_SERVICE.contains(key) || key.startsWith("content-") || (key.equals("cc") && !free.cc())) {
            throw Refusal.badRequest("headers must not contain " + name);
        }
        if (key.equals("reply-to") && !free.replyTo()) {
            throw Refusal.badRequest("headers must not contain reply-to when reply_to is given");
        }
    }

    private static String checkValue(String name, @Nullable String value) {
        if (value == null || value.length() > MAX_VALUE_LENGTH) {
            throw Refusal.badRequest(
                    "headers." + name + " must be a string of at most " + MAX_VALUE_LENGTH + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.badRequest("headers." + name + " must not contain line breaks or control characters");
        }
        return value.strip();
    }

    private static String printable(String text) {
        String shown = text.replaceAll("[^\\x20-\\x7e]", "?");
        return shown.length() > MAX_NAME_LENGTH ? shown.substring(0, MAX_NAME_LENGTH) : shown;
    }
}

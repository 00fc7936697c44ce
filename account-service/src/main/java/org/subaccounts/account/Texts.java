package org.subaccounts.account;

import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/** Checks of texts that may have several lines. */
public final class Texts {
    private static final int MAX_REASON = 500;

    private Texts() {}

    /** Why somebody does something: trimmed, 1 to 500 characters. */
    public static String reason(@Nullable String value) {
        if (value == null || value.isBlank()) {
            throw Refusal.badRequest("reason is required and must not be blank");
        }
        return multiline("reason", value, MAX_REASON);
    }

    /** Trimmed, at most {@code max} characters, maybe none; line breaks and tabs are the only control characters. */
    public static String multiline(String field, String value, int max) {
        String text = value.strip();
        if (text.codePointCount(0, text.length()) > max) {
            throw Refusal.badRequest(field + " must be at most " + max + " characters long");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && "\n\r\t".indexOf(c) < 0)) {
            throw Refusal.badRequest(field + " must not contain control characters other than line breaks and tabs");
        }
        return Inputs.requireUnicode(field, text);
    }
}

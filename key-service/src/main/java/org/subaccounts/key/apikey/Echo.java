package org.subaccounts.key.apikey;

import org.jspecify.annotations.Nullable;

/** Input as messages repeat it: cut, however long it was. */
final class Echo {
    private static final int MAX_LENGTH = 100;

    private Echo() {}

    static String of(@Nullable String input) {
        String text = String.valueOf(input);
        return text.codePointCount(0, text.length()) <= MAX_LENGTH
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH)) + "…";
    }
}

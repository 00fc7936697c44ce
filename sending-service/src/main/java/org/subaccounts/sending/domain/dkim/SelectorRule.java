package org.subaccounts.sending.domain.dkim;

import java.util.Locale;
import java.util.regex.Pattern;
import org.subaccounts.platform.http.Refusal;

/** What a chosen DKIM selector may be: one label, short enough for a second selector that is derived from it. */
public final class SelectorRule {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?");

    private SelectorRule() {}

    /** Trimmed and in lower case; else 400. Blank ones have a meaning of their own and are not given to this. */
    public static String check(String field, String value) {
        String selector = value.strip().toLowerCase(Locale.ROOT);
        if (!LABEL.matcher(selector).matches()) {
            throw Refusal.badRequest(
                    field + " must be one DNS label: 1 to 62 letters a-z, digits and inner hyphens, such as mail2026");
        }
        return selector;
    }
}

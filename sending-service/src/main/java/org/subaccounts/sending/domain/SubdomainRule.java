package org.subaccounts.sending.domain;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;

/** What the subdomains of a domain may be. */
public final class SubdomainRule {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private SubdomainRule() {}

    /** Null stays null, for whoever left it out. A label is trimmed and in lower case; anything else is a 400. */
    public static @Nullable String label(String field, @Nullable String value) {
        if (value == null) {
            return null;
        }
        String label = value.strip().toLowerCase(Locale.ROOT);
        if (!LABEL.matcher(label).matches()) {
            throw Refusal.badRequest(
                    field + " must be one DNS label: 1 to 63 letters a-z, digits and inner hyphens, such as mail");
        }
        return label;
    }
}

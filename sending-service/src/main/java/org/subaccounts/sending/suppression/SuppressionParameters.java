package org.subaccounts.sending.suppression;

import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.message.EmailAddress;

/** Which suppressions a request means, from its query. */
public final class SuppressionParameters {
    private SuppressionParameters() {}

    /** Normalized. */
    public static String email(@Nullable String text) {
        return EmailAddress.parse(text)
                .map(address -> address.normalized().toString())
                .orElseThrow(() ->
                        Refusal.badRequest("email must be a valid e-mail address; in a URL, + is written as %2B"));
    }

    /** Null if it is not given. An empty one is refused, so that a value left blank by mistake never widens a removal. */
    public static @Nullable String domain(@Nullable String text) {
        return text == null ? null : Inputs.domain("domain", text);
    }
}

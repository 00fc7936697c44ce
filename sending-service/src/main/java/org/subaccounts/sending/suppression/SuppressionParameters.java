package org.subaccounts.sending.suppression;

import jakarta.ws.rs.core.UriInfo;
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

    /** Null if it is not given. */
    public static @Nullable String domain(@Nullable String text) {
        return text == null ? null : Inputs.domain("domain", text);
    }

    /** The same for a deletion, which must not become a wider one because the value was left blank: that is refused. */
    public static @Nullable String domain(@Nullable String text, UriInfo uri) {
        boolean leftBlank = text == null && uri.getQueryParameters().containsKey("domain");
        return domain(leftBlank ? "" : text);
    }
}

package org.subaccounts.account.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/**
 * The website of an account is stored as one text: a bare domain name as parents and operators give it, or an http(s) URL
 * as the account itself gives it. Shown as URL on the account, as host on the sub account.
 */
public final class Websites {
    private static final String SCHEME_END = "://";
    private static final int MAX_LENGTH = 255;

    private Websites() {}

    /** {@code stored} as URL. */
    public static String url(String stored) {
        return stored.contains(SCHEME_END) ? stored : "https://" + stored;
    }

    /** The domain name in {@code stored}. */
    public static String host(String stored) {
        int scheme = stored.indexOf(SCHEME_END);
        if (scheme < 0) {
            return stored;
        }
        String rest = stored.substring(scheme + SCHEME_END.length());
        int end = 0;
        while (end < rest.length() && "/:?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return rest.substring(0, end);
    }

    /**
     * Checks a URL that a caller gives: http or https, a fully qualified domain name as host, at most 255 characters.
     * Scheme and host are lower-cased, everything else stays as it is.
     */
    public static String checkUrl(String field, String value) {
        String text = Inputs.requireUnicode(field, value.strip());
        if (text.length() > MAX_LENGTH) {
            throw Refusal.badRequest(field + " must be at most " + MAX_LENGTH + " characters long");
        }
        URI uri;
        try {
            uri = new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw notAUrl(field);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https"))
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getPort() > 65_535) {
            throw notAUrl(field);
        }
        String url = scheme
                + SCHEME_END
                + Inputs.domain(field, uri.getHost())
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                + (uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment());
        if (url.length() > MAX_LENGTH) {
            throw Refusal.badRequest(field + " must be at most " + MAX_LENGTH + " characters long");
        }
        return url;
    }

    private static Refusal notAUrl(String field) {
        return Refusal.badRequest(field + " must be an http or https URL such as https://acme.example.com");
    }
}

package org.subaccounts.account.member;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.MemberRoles;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/** Limits of what is said of a member. */
public final class MemberInputs {
    private static final String ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL_PART = Pattern.compile(ATOM + "(?:\\." + ATOM + ")*");
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_EMAIL = 254;
    private static final int MAX_NAME = 255;

    private MemberInputs() {}

    /** A dot-atom address of RFC 5322 with a fully qualified domain, trimmed and lower-cased: one person is one user. */
    public static String email(String field, @Nullable String value) {
        String address = value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
        if (address.isEmpty()) {
            throw Refusal.badRequest(field + " is required and must not be blank");
        }
        int at = address.lastIndexOf('@');
        if (at < 1
                || at > MAX_LOCAL_PART
                || !LOCAL_PART.matcher(address.substring(0, at)).matches()) {
            throw notAnAddress(field);
        }
        String domain = address.substring(at + 1);
        if (domain.endsWith(".") || !domain.equals(domain.strip())) {
            throw notAnAddress(field);
        }
        String email = address.substring(0, at + 1) + domain(field, domain);
        if (email.length() > MAX_EMAIL) {
            throw notAnAddress(field);
        }
        return email;
    }

    private static String domain(String field, String domain) {
        try {
            return Inputs.domain(field, domain);
        } catch (Refusal e) {
            throw notAnAddress(field);
        }
    }

    /** May be left out: empty. */
    public static String name(String field, @Nullable String value) {
        return value == null || value.isBlank() ? "" : Inputs.text(field, value, MAX_NAME);
    }

    public static String role(@Nullable String role) {
        if (role == null || !MemberRoles.ALL.contains(role)) {
            throw Refusal.badRequest("role must be one of " + String.join(", ", MemberRoles.ALL));
        }
        return role;
    }

    private static Refusal notAnAddress(String field) {
        return Refusal.badRequest(field + " must be an e-mail address such as jo@acme.example.com");
    }
}

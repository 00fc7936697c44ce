package org.subaccounts.sending.message;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/**
 * An address that any SMTP server understands (RFC 5321): dot-atom local part of ASCII, at most 64 characters, domain as
 * A-labels, at most 254 characters in all. Quoted local parts and SMTPUTF8 are not accepted.
 */
public record EmailAddress(String localPart, String domain) {
    private static final String ATOM_SIGNS = "!#$%&'*+/=?^_`{|}~-";
    private static final int MAX_LOCAL_PART_LENGTH = 64;
    private static final int MAX_LENGTH = 254;

    /** Trims; empty if it is not such an address. */
    public static Optional<EmailAddress> parse(@Nullable String text) {
        String address = text == null ? "" : text.strip();
        int at = address.lastIndexOf('@');
        if (at < 1 || at > MAX_LOCAL_PART_LENGTH || address.endsWith(".")) {
            return Optional.empty();
        }
        String localPart = address.substring(0, at);
        if (!isDotAtom(localPart)) {
            return Optional.empty();
        }
        return domain(address.substring(at + 1))
                .map(domain -> new EmailAddress(localPart, domain))
                .filter(parsed -> parsed.toString().length() <= MAX_LENGTH);
    }

    /** Atoms with a dot between each two; by hand, since a request may have a hundred. */
    private static boolean isDotAtom(String text) {
        return !text.startsWith(".")
                && !text.endsWith(".")
                && !text.contains("..")
                && text.chars().allMatch(c -> c == '.' || isAtomCharacter(c));
    }

    private static boolean isAtomCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || ATOM_SIGNS.indexOf(c) >= 0;
    }

    private static Optional<String> domain(String text) {
        if (text.isEmpty() || !text.equals(text.strip())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Inputs.domain("domain", text));
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    /**
     * One form for all writings of a mailbox: with the local part in lower case. RFC 5321 leaves its case to the receiver,
     * but no receiver of note tells mailboxes apart by it, and a list of addresses not to send to has to hold for each
     * writing of an address. For comparing only: mail goes to the address as it was given.
     */
    public EmailAddress normalized() {
        return new EmailAddress(localPart.toLowerCase(Locale.ROOT), domain);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}

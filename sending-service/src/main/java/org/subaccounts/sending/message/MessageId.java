package org.subaccounts.sending.message;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Identifies one message to one recipient; written as its Message-ID (RFC 5322): {@code <uuidv7@sender-domain>}. */
public record MessageId(UUID value, String senderDomain) {
    private static final Pattern REFERENCE =
            Pattern.compile("<?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:@([^<>@\\s]{1,253}))?>?");

    /** How callers name a message: as a whole, or the UUID alone; {@code senderDomain} is null then. */
    public record Reference(UUID value, @Nullable String senderDomain) {}

    /** With or without the angle brackets; empty if it is neither. */
    public static Optional<Reference> parse(String text) {
        Matcher parts = REFERENCE.matcher(text.strip());
        return parts.matches()
                ? Optional.of(new Reference(
                        UUID.fromString(parts.group(1)),
                        parts.group(2) == null ? null : parts.group(2).toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "<" + value + "@" + senderDomain + ">";
    }
}

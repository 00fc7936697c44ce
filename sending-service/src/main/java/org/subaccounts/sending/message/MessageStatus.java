package org.subaccounts.sending.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How a message stands, as the API says it: capitalized, and with {@code Sandbox} in front where the end was only pretended.
 * What was not attempted yet, was cancelled, or was dropped with its account, reads the same in the sandbox.
 */
public enum MessageStatus {
    RECEIVED(false),
    DELIVERED(true),
    DEFERRED(true),
    BOUNCED(true),
    FAILED(true),
    SUPPRESSED(true),
    CANCELLED(false),
    DROPPED(false);

    private static final String SANDBOX = "Sandbox ";

    private final boolean pretended;

    MessageStatus(boolean pretended) {
        this.pretended = pretended;
    }

    /** A word of the API: what is stored, in which of the two worlds. */
    public record Word(MessageStatus status, boolean real, boolean sandbox) {}

    /** As the table has it. */
    public static MessageStatus stored(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String word(boolean sandbox) {
        String word = name().charAt(0) + stored().substring(1);
        return sandbox && pretended ? SANDBOX + word : word;
    }

    /** Empty for what the API never says. */
    public static Optional<Word> parse(String word) {
        return Arrays.stream(values())
                .filter(status ->
                        status.word(false).equals(word) || status.word(true).equals(word))
                .map(status -> new Word(
                        status,
                        status.word(false).equals(word),
                        status.word(true).equals(word)))
                .findFirst();
    }
}

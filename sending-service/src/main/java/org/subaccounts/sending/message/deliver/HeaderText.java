package org.subaccounts.sending.message.deliver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text in header fields: as it is when it is plain ASCII, else as encoded words (RFC 2047), which never split a character
 * and are folded, so that no line grows too long.
 */
final class HeaderText {
    private static final int MAX_PLAIN_LENGTH = 900;
    /** In base64 60 characters, with {@code =?UTF-8?B?} and {@code ?=} 72 of the 75 that are allowed. */
    private static final int MAX_WORD_BYTES = 45;

    private HeaderText() {}

    static String unstructured(String text) {
        return isPlain(text) ? text : encodedWords(text);
    }

    /** {@code "Name" <address>}, or the address alone. */
    static String mailbox(String address, @Nullable String name) {
        if (name == null || name.isBlank()) {
            return address;
        }
        String shown =
                isPlain(name) ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : encodedWords(name);
        return shown + " <" + address + ">";
    }

    private static boolean isPlain(String text) {
        return text.length() <= MAX_PLAIN_LENGTH
                && text.chars().allMatch(c -> c >= ' ' && c <= '~')
                && !text.contains("=?");
    }

    private static String encodedWords(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int bytes = 0;
        int position = 0;
        while (position < text.length()) {
            String character = Character.toString(text.codePointAt(position));
            int size = character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > MAX_WORD_BYTES) {
                words.add(encodedWord(word));
                word.setLength(0);
                bytes = 0;
            }
            word.append(character);
            bytes += size;
            position += character.length();
        }
        words.add(encodedWord(word));
        return String.join("\r\n ", words);
    }

    private static String encodedWord(CharSequence text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }
}

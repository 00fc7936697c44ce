package org.subaccounts.platform.localinfra;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The headers of a message, unfolded (RFC 5322) and decoded (RFC 2047), as far as a list of mails shows them. */
final class MailHeaders {
    private static final Pattern ENCODED_WORD = Pattern.compile("=\\?([^?*]+)(?:\\*[^?]*)?\\?([BbQq])\\?([^? ]*)\\?=");
    private static final Pattern BETWEEN_ENCODED_WORDS = Pattern.compile("(\\?=)\\s+(=\\?)");
    private static final Pattern ANGLE_ADDRESS = Pattern.compile("<([^<>]+)>");

    private final List<String> lines;

    private MailHeaders(List<String> lines) {
        this.lines = lines;
    }

    static MailHeaders of(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        String unfolded = (end < 0 ? text : text.substring(0, end)).replaceAll("\r\n[ \t]+", " ");
        return new MailHeaders(unfolded.lines().toList());
    }

    Optional<String> text(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .findFirst()
                .map(line -> decoded(line.substring(prefix.length()).trim()));
    }

    /** The bare address, without display name. */
    Optional<String> address(String name) {
        return text(name).map(text -> {
            Matcher matcher = ANGLE_ADDRESS.matcher(text);
            return matcher.find() ? matcher.group(1).trim() : text;
        });
    }

    private static String decoded(String text) {
        String joined = BETWEEN_ENCODED_WORDS.matcher(text).replaceAll("$1$2");
        return ENCODED_WORD
                .matcher(joined)
                .replaceAll(match -> Matcher.quoteReplacement(decoded(match.group(0), match)));
    }

    private static String decoded(String word, java.util.regex.MatchResult parts) {
        try {
            Charset charset = Charset.forName(parts.group(1));
            byte[] bytes = parts.group(2).equalsIgnoreCase("B")
                    ? Base64.getDecoder().decode(parts.group(3))
                    : quoted(parts.group(3));
            return new String(bytes, charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return word;
        } catch (IllegalArgumentException e) {
            return word;
        }
    }

    private static byte[] quoted(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' && i + 2 < text.length()) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(c == '_' ? ' ' : c);
            }
        }
        return bytes.toByteArray();
    }
}

package org.subaccounts.sending.domain.checkdns;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.RecordKind;

/** Compares what DNS answered with what is expected. Texts are those of whole TXT records, their strings joined. */
final class RecordMatch {
    private static final int MAX_TAGS = 50;

    private RecordMatch() {}

    static boolean text(ExpectedRecord expected, List<String> found) {
        return expected.kind() == RecordKind.DMARC
                ? found.stream().anyMatch(RecordMatch::isDmarc)
                : found.stream().anyMatch(text -> isDkim(text, expected.content()));
    }

    /** Any policy of the owner will do (RFC 7489, 6.3: the version tag comes first). */
    private static boolean isDmarc(String text) {
        return text.strip().toLowerCase(Locale.ROOT).matches("v\\s*=\\s*dmarc1\\s*(;.*)?");
    }

    /** The same key; spaces and additional tags do not matter, an explicit other version or key type does (RFC 6376, 3.6.1). */
    private static boolean isDkim(String text, String expected) {
        Optional<Map<String, String>> found = tags(text);
        Optional<Map<String, String>> wanted = tags(expected);
        return found.isPresent()
                && wanted.isPresent()
                && found.get().getOrDefault("v", "DKIM1").equals("DKIM1")
                && found.get().getOrDefault("k", "rsa").equals("rsa")
                && found.get().getOrDefault("p", "").equals(wanted.get().get("p"));
    }

    private static Optional<Map<String, String>> tags(String text) {
        Map<String, String> tags = new HashMap<>();
        String[] parts = text.split(";", MAX_TAGS);
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                if (!part.isBlank()) {
                    return Optional.empty();
                }
                continue;
            }
            String name = part.substring(0, equals).strip();
            String value = part.substring(equals + 1).replaceAll("\\s", "");
            if (tags.put(name, value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(tags);
    }
}

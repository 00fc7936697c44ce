package org.subaccounts.sending.message.bounce;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

/** What a delivery status notification (RFC 3464) says. {@code text}: status code and the words of the receiver, one line. */
record DeliveryReport(Action action, String text) {
    private static final String STATUS_TYPE = "message/delivery-status";
    private static final int MAX_DEPTH = 8;
    private static final int MAX_STATUS_BYTES = 64 * 1024;
    private static final int MAX_TEXT_LENGTH = 500;
    private static final MimeConfig CONFIG = MimeConfig.custom()
            .setMaxLineLen(100_000)
            .setMaxHeaderLen(100_000)
            .setMaxHeaderCount(1_000)
            .build();

    enum Action {
        FAILED,
        DELAYED,
        /** Delivered, relayed, expanded: nothing to do. */
        OTHER
    }

    /** Empty if it is no such notification: an auto-reply, or something that cannot be read. */
    static Optional<DeliveryReport> parse(byte[] mail) throws IOException {
        MimeTokenStream tokens = new MimeTokenStream(CONFIG);
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
        tokens.parse(new ByteArrayInputStream(mail));
        int depth = 0;
        try {
            for (EntityState state = tokens.getState();
                    state != EntityState.T_END_OF_STREAM && depth < MAX_DEPTH;
                    state = tokens.next()) {
                if (state == EntityState.T_START_MULTIPART) {
                    depth++;
                } else if (state == EntityState.T_END_MULTIPART) {
                    depth--;
                } else if (state == EntityState.T_BODY
                        && depth > 0
                        && STATUS_TYPE.equalsIgnoreCase(
                                tokens.getBodyDescriptor().getMimeType())) {
                    try (InputStream status = tokens.getDecodedInputStream()) {
                        return of(new String(status.readNBytes(MAX_STATUS_BYTES), StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (MimeException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Of the content of the status part: one group of fields for the message, then one for each recipient. */
    private static Optional<DeliveryReport> of(String status) {
        List<DeliveryReport> reports = Arrays.stream(
                        status.replace("\r\n", "\n").split("\n[ \t]*\n+", -1))
                .map(DeliveryReport::fields)
                .filter(fields -> fields.containsKey("action"))
                .map(DeliveryReport::ofRecipient)
                .toList();
        // our messages have one recipient; of what a list made of it, the worst counts
        return reports.stream().min((one, other) -> one.action().compareTo(other.action()));
    }

    private static DeliveryReport ofRecipient(Map<String, String> fields) {
        Action action =
                switch (fields.getOrDefault("action", "").toLowerCase(Locale.ROOT)) {
                    case "failed" -> Action.FAILED;
                    case "delayed" -> Action.DELAYED;
                    default -> Action.OTHER;
                };
        String status = fields.getOrDefault("status", "");
        String diagnostic = fields.getOrDefault("diagnostic-code", "");
        String words = diagnostic.substring(diagnostic.indexOf(';') + 1).strip();
        String text = (words.contains(status) ? words : status + " " + words)
                .replaceAll("[^\\x21-\\x7e]+", " ")
                .strip();
        return new DeliveryReport(action, text.length() > MAX_TEXT_LENGTH ? text.substring(0, MAX_TEXT_LENGTH) : text);
    }

    /** Names in lower case; folded fields are joined, comments (RFC 5322) behind a value are cut off. */
    private static Map<String, String> fields(String group) {
        Map<String, String> fields = new HashMap<>();
        for (String line : group.replaceAll("\n[ \t]+", " ").split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                String value = line.substring(colon + 1).strip();
                boolean isToken = name.equals("action") || name.equals("status");
                fields.putIfAbsent(name, isToken ? value.split("[ (]", 2)[0] : value);
            }
        }
        return fields;
    }
}

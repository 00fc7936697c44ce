package org.subaccounts.billing.usage.project;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a {@code MessageSent} only what is counted. Streams, since a record is read for every recipient of every account.
 * Members in any order; unknown ones are passed over. For one thread at a time.
 */
final class SentReader {
    private static final JsonFactory JSON = new JsonFactory();

    /** Recipients that were accepted; {@code sandbox}: not billed. {@code day}: in UTC. */
    record Sent(UUID accountId, String domain, long recipients, boolean sandbox, LocalDate day) {}

    private static final int DAY_LENGTH = 10;
    private static final int MOST_KEPT_DAYS = 100;

    /** Parsing a date takes as long as all the rest, and most records are of few days. */
    private final Map<String, LocalDate> days = new HashMap<>();

    private @Nullable UUID accountId;
    private @Nullable String domain;
    private @Nullable LocalDate day;
    private long recipients;
    private boolean sandbox;

    /** Fails when the data is no JSON, or says nothing of account, domain, recipients or time. */
    Sent read(byte[] data) throws IOException {
        accountId = null;
        domain = null;
        day = null;
        recipients = -1;
        sandbox = false;
        try (JsonParser parser = JSON.createParser(data)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            String name = parser.nextFieldName();
            while (name != null) {
                member(name, parser);
                name = parser.nextFieldName();
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("the JSON object does not end");
            }
        }
        return sent();
    }

    private void member(String name, JsonParser parser) throws IOException {
        parser.nextToken();
        switch (name) {
            case "account_id" -> accountId = UUID.fromString(parser.getText());
            case "domain" -> domain = parser.getText();
            case "recipient_count" -> recipients = parser.getIntValue();
            case "sandbox" -> sandbox = parser.getBooleanValue();
            case "occurred_at" -> day = day(parser.getText());
            default -> parser.skipChildren();
        }
    }

    /** Of RFC 3339 in UTC the day is what stands before the T; any other form is read whole. */
    private LocalDate day(String time) {
        if (!time.endsWith("Z") || time.indexOf('T') != DAY_LENGTH) {
            return LocalDate.ofInstant(Instant.parse(time), ZoneOffset.UTC);
        }
        if (days.size() > MOST_KEPT_DAYS) {
            days.clear();
        }
        return days.computeIfAbsent(time.substring(0, DAY_LENGTH), LocalDate::parse);
    }

    private Sent sent() throws IOException {
        if (accountId == null || domain == null || day == null || recipients < 0) {
            throw new IOException("account_id, domain, recipient_count and occurred_at are needed");
        }
        return new Sent(accountId, domain, recipients, sandbox, day);
    }
}

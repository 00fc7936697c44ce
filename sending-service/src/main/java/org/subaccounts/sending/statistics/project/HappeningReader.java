package org.subaccounts.sending.statistics.project;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads of an event about a message only what is counted. Streams, since every event of every account is read. Members in any
 * order; unknown ones are passed over. For one thread at a time.
 */
final class HappeningReader {
    private static final JsonFactory JSON = new JsonFactory();

    private @Nullable UUID accountId;
    private @Nullable String domain;
    private @Nullable Instant time;
    private String recipientDomain = "";
    private List<String> tags = List.of();
    private boolean sandbox;
    private int recipients;
    private int attempt;
    private @Nullable Boolean first;
    private @Nullable String classification;
    private @Nullable Long deliveryMillis;

    /** Fails when the data is no JSON, or says nothing of account, domain or time. */
    Happening read(byte[] data) throws IOException {
        forget();
        try (JsonParser parser = JSON.createParser(data)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            String name = parser.nextFieldName();
            while (name != null) {
                JsonToken value = parser.nextToken();
                if (value != JsonToken.VALUE_NULL) {
                    member(name, parser);
                }
                name = parser.nextFieldName();
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("the JSON object does not end");
            }
        }
        if (accountId == null || domain == null || time == null) {
            throw new IOException("account_id, domain and occurred_at are needed");
        }
        return new Happening(
                accountId,
                domain,
                recipientDomain,
                tags,
                sandbox,
                recipients,
                attempt,
                first,
                classification,
                deliveryMillis,
                time);
    }

    private void forget() {
        accountId = null;
        domain = null;
        time = null;
        recipientDomain = "";
        tags = List.of();
        sandbox = false;
        recipients = 0;
        attempt = 0;
        first = null;
        classification = null;
        deliveryMillis = null;
    }

    private void member(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "account_id" -> accountId = UUID.fromString(parser.getText());
            case "domain" -> domain = parser.getText();
            case "recipient_domain" -> recipientDomain = parser.getText();
            case "tags" -> tags = texts(parser);
            case "sandbox" -> sandbox = parser.getBooleanValue();
            case "recipient_count" -> recipients = parser.getIntValue();
            case "attempt" -> attempt = parser.getIntValue();
            case "first" -> first = parser.getBooleanValue();
            case "classification" -> classification = parser.getText();
            case "delivery_millis" -> deliveryMillis = parser.getLongValue();
            case "occurred_at" -> time = Instant.parse(parser.getText());
            default -> parser.skipChildren();
        }
    }

    private static List<String> texts(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("tags must be an array");
        }
        List<String> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new IOException("tags must be texts");
            }
            texts.add(parser.getText());
        }
        return texts;
    }
}

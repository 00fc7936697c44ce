package org.subaccounts.account.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.platform.http.HistoryEntry;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.ServiceClient;

/** What happened to an account's keys, asked from key-service. */
@ApplicationScoped
public class KeyHistory {
    private static final Logger LOG = Logger.getLogger(KeyHistory.class);
    private static final TypeReference<List<HistoryEntry>> ENTRIES = new TypeReference<>() {};

    private final ServiceClient client;
    private final ObjectMapper json;
    private final String url;

    public KeyHistory(
            ServiceClient client, ObjectMapper json, @ConfigProperty(name = "platform.key-service.url") String url) {
        this.client = client;
        this.json = json;
        this.url = url;
    }

    /** One entry more than the page, in the order of the page's query. Fails with a 503 when nobody answers. */
    Uni<List<HistoryEntry>> read(AccountHistory.Query query) {
        return client.get(url(query))
                .map(answer -> {
                    if (answer.statusCode() != 200) {
                        throw new IllegalStateException("key-service answered " + answer.statusCode());
                    }
                    return entries(answer.bodyAsString());
                })
                .onFailure()
                .transform(failure -> {
                    LOG.warnf("the history of the keys of %s cannot be read: %s", query.account(), failure);
                    return new Refusal(503, "the history of API keys cannot be read at the moment, please try again");
                });
    }

    private String url(AccountHistory.Query query) {
        PageRequest page = query.page();
        StringBuilder text = new StringBuilder(url)
                .append("/internal/v1/accounts/")
                .append(query.account())
                .append("/history?limit=")
                .append(page.limit() + 1);
        if (page.after() != null) {
            text.append("&after=").append(page.after());
        }
        if (page.before() != null) {
            text.append("&before=").append(page.before());
        }
        if (query.keyId() != null) {
            text.append("&key_id=").append(query.keyId());
        }
        return text.toString();
    }

    private List<HistoryEntry> entries(String body) {
        try {
            return json.readValue(body, ENTRIES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("key-service answered something else than history entries", e);
        }
    }
}

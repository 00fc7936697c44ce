package org.subaccounts.key.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import org.subaccounts.platform.eventstore.EventUpcaster;

/** Version 1 of {@code ApiKeyIssued} as version 2: its scopes were for no single domain and as old as the key. */
@ApplicationScoped
public class ApiKeyIssuedVersion1 implements EventUpcaster {
    @Override
    public String type() {
        return "key.ApiKeyIssued";
    }

    @Override
    public String fromVersion() {
        return "1";
    }

    @Override
    public String toVersion() {
        return "2";
    }

    @Override
    public ObjectNode upcast(ObjectNode payload) {
        JsonNode occurredAt = payload.get("occurredAt");
        for (JsonNode scope : payload.withArray("scopes")) {
            ((ObjectNode) scope).putNull("domainId").set("createdAt", occurredAt);
        }
        return payload;
    }
}

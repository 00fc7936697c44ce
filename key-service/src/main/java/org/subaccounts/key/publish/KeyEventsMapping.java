package org.subaccounts.key.publish;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.subaccounts.contracts.ApiKeyIssued;
import org.subaccounts.contracts.ApiKeyRevoked;
import org.subaccounts.contracts.ApiKeyUpdated;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.Topics;
import org.subaccounts.key.apikey.ApiKeyEvent;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.platform.messaging.OutboundMapping;

/** Every event of a key is published, mapped field by field, without the hash of its secret. */
@ApplicationScoped
public class KeyEventsMapping implements OutboundMapping {
    private final EventJson json;

    public KeyEventsMapping(EventJson json) {
        this.json = json;
    }

    @Override
    public String topic() {
        return Topics.KEY;
    }

    @Override
    public String source() {
        return "/key-service";
    }

    @Override
    public Optional<ContractEvent> map(StoredEvent stored) {
        return switch (stored.type()) {
            case "key.ApiKeyIssued" -> {
                var e = json.read(stored, ApiKeyEvent.ApiKeyIssued.class);
                yield Optional.of(new ApiKeyIssued(
                        e.accountId(),
                        e.keyId(),
                        e.label(),
                        e.publicKey(),
                        names(e.scopes()),
                        e.ipAllowList(),
                        e.occurredAt()));
            }
            case "key.ApiKeyUpdated" -> {
                var e = json.read(stored, ApiKeyEvent.ApiKeyUpdated.class);
                yield Optional.of(new ApiKeyUpdated(
                        e.accountId(), e.keyId(), e.label(), names(e.scopes()), e.ipAllowList(), e.occurredAt()));
            }
            case "key.ApiKeyRevoked" -> {
                var e = json.read(stored, ApiKeyEvent.ApiKeyRevoked.class);
                yield Optional.of(new ApiKeyRevoked(e.accountId(), e.keyId(), e.occurredAt()));
            }
            default -> Optional.empty();
        };
    }

    private static List<String> names(List<ApiKeyEvent.GrantedScope> scopes) {
        return scopes.stream().map(ApiKeyEvent.GrantedScope::scope).toList();
    }
}

package org.subaccounts.platform.messaging;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.eventstore.StoredEvent;

/** Publishes counted events as messages whose id is the number; others are private. */
final class CountedMapping implements OutboundMapping {
    static final String TOPIC = Topics.SENDING;
    static final String SOURCE = "/test-service";

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public String source() {
        return SOURCE;
    }

    @Override
    public Optional<ContractEvent> map(StoredEvent event) {
        if (!event.type().equals(Counted.TYPE)) {
            return Optional.empty();
        }
        UUID account = UUID.fromString(event.payload().get("account").asText());
        String number = event.payload().get("number").asText();
        return Optional.of(new MessageSent(account, number, "example.com", 1, false, null, List.of(), event.time()));
    }
}

package org.subaccounts.sending.publish;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.DomainAdded;
import org.subaccounts.contracts.DomainBroken;
import org.subaccounts.contracts.DomainRemoved;
import org.subaccounts.contracts.DomainVerified;
import org.subaccounts.contracts.MessageBounced;
import org.subaccounts.contracts.MessageDeferred;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageFailed;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.platform.messaging.OutboundMapping;
import org.subaccounts.sending.domain.DomainEvent;
import org.subaccounts.sending.message.MessageEvent;

/** Events of domains and messages, mapped field by field; settings and DKIM keys of domains are nobody else's business. */
@ApplicationScoped
public class SendingEventsMapping implements OutboundMapping {
    private static final int ONE_RECIPIENT = 1;

    private final EventJson json;

    public SendingEventsMapping(EventJson json) {
        this.json = json;
    }

    @Override
    public String topic() {
        return Topics.SENDING;
    }

    @Override
    public String source() {
        return "/sending-service";
    }

    @Override
    public Optional<ContractEvent> map(StoredEvent stored) {
        return Optional.ofNullable(
                switch (stored.type()) {
                    case "sending.DomainAdded" -> {
                        var e = json.read(stored, DomainEvent.DomainAdded.class);
                        yield new DomainAdded(e.accountId(), e.domainId().value(), e.name(), stored.time());
                    }
                    case "sending.DomainVerified" -> {
                        var e = json.read(stored, DomainEvent.DomainVerified.class);
                        yield new DomainVerified(e.accountId(), e.domainId().value(), e.name(), stored.time());
                    }
                    case "sending.DomainBroken" -> {
                        var e = json.read(stored, DomainEvent.DomainBroken.class);
                        yield new DomainBroken(e.accountId(), e.domainId().value(), e.name(), stored.time());
                    }
                    case "sending.DomainRemoved" -> {
                        var e = json.read(stored, DomainEvent.DomainRemoved.class);
                        yield new DomainRemoved(e.accountId(), e.domainId().value(), e.name(), stored.time());
                    }
                    case MessageEvent.SENT -> {
                        var e = json.read(stored, MessageEvent.MessageSent.class);
                        yield new MessageSent(
                                e.accountId(), e.messageId(), e.domain(), ONE_RECIPIENT, false, stored.time());
                    }
                    case MessageEvent.DELIVERED -> {
                        var e = json.read(stored, MessageEvent.MessageDelivered.class);
                        yield new MessageDelivered(
                                e.accountId(), e.messageId(), e.domain(), e.attempt(), stored.time());
                    }
                    case MessageEvent.DEFERRED -> {
                        var e = json.read(stored, MessageEvent.MessageDeferred.class);
                        yield new MessageDeferred(
                                e.accountId(), e.messageId(), e.domain(), e.attempt(), e.reason(), stored.time());
                    }
                    case MessageEvent.BOUNCED -> {
                        var e = json.read(stored, MessageEvent.MessageBounced.class);
                        yield new MessageBounced(
                                e.accountId(), e.messageId(), e.domain(), e.attempt(), e.reason(), stored.time());
                    }
                    case MessageEvent.FAILED -> {
                        var e = json.read(stored, MessageEvent.MessageFailed.class);
                        yield new MessageFailed(
                                e.accountId(), e.messageId(), e.domain(), e.attempt(), e.reason(), stored.time());
                    }
                    default -> null;
                });
    }
}

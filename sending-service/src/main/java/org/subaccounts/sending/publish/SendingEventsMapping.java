package org.subaccounts.sending.publish;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.DomainAdded;
import org.subaccounts.contracts.DomainBroken;
import org.subaccounts.contracts.DomainRemoved;
import org.subaccounts.contracts.DomainVerified;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.platform.messaging.OutboundMapping;
import org.subaccounts.sending.domain.DomainEvent;
import org.subaccounts.sending.message.MessageEvent;
import org.subaccounts.sending.reputation.BounceRateExceeded;

/** Every event of domains, messages and reputation is published, mapped field by field. */
@ApplicationScoped
public class SendingEventsMapping implements OutboundMapping {
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
                    case BounceRateExceeded.TYPE -> {
                        var e = json.read(stored, BounceRateExceeded.class);
                        yield new org.subaccounts.contracts.BounceRateExceeded(
                                e.accountId(),
                                e.windowStart(),
                                e.windowEnd(),
                                e.sent(),
                                e.bounced(),
                                e.limitPercent(),
                                stored.time());
                    }
                    case MessageEvent.SENT,
                            MessageEvent.DELIVERED,
                            MessageEvent.DEFERRED,
                            MessageEvent.BOUNCED,
                            MessageEvent.FAILED,
                            MessageEvent.SUPPRESSED,
                            MessageEvent.OPENED,
                            MessageEvent.CLICKED -> MessageEventsMapping.map(json, stored);
                    default -> null;
                });
    }
}

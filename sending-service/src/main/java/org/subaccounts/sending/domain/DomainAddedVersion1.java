package org.subaccounts.sending.domain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import org.subaccounts.platform.eventstore.EventUpcaster;

/** Version 1 of {@code DomainAdded} as version 2: its owner publishes the key itself, under the default selector. */
@ApplicationScoped
public class DomainAddedVersion1 implements EventUpcaster {
    @Override
    public String type() {
        return "sending.DomainAdded";
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
        payload.withObject("subdomains").putNull("media");
        return payload.putNull("dkimSelectorOverride").put("dkimDelegated", false);
    }
}

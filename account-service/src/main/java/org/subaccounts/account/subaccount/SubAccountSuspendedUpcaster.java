package org.subaccounts.account.subaccount;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import org.subaccounts.platform.eventstore.EventUpcaster;

/** Only parents suspended sub accounts at first. */
@ApplicationScoped
public class SubAccountSuspendedUpcaster implements EventUpcaster {
    @Override
    public String type() {
        return "account.SubAccountSuspended";
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
        return payload.put("cause", "parent");
    }
}

package org.subaccounts.account.parent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import org.subaccounts.platform.eventstore.EventUpcaster;

/** Accounts opened before owners and plans were known: they own themselves, on the standard plan. */
@ApplicationScoped
public class AccountOpenedUpcaster implements EventUpcaster {
    @Override
    public String type() {
        return "account.AccountOpened";
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
        payload.set("ownerId", payload.get("accountId"));
        return payload.put("plan", "standard");
    }
}

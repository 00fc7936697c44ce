package org.subaccounts.contracts;

import java.util.List;

/** Kafka topics, one per service; only that service writes to it. Records are keyed by the account id. */
public final class Topics {
    public static final String ACCOUNT = "account-events";
    public static final String KEY = "key-events";
    public static final String BILLING = "billing-events";
    public static final String SENDING = "sending-events";

    public static final List<String> ALL = List.of(ACCOUNT, KEY, BILLING, SENDING);

    private Topics() {}
}

package org.subaccounts.platform.messaging;

import java.util.UUID;

/** Payload of a stored test event: the n-th of its account. */
record Counted(UUID account, int number) {
    static final String TYPE = "test.Counted";
    static final String PRIVATE_TYPE = "test.Private";
}

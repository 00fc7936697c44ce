package org.subaccounts.platform.http;

import java.util.UUID;

/** The right of one running request to complete the record of its Idempotency-Key. */
public final class IdempotencyClaim {
    final UUID id;
    final UUID account;
    final String key;
    final int status;
    final boolean secret;
    /** Set once the answer is part of a transaction; whether it commits is the database's word. */
    volatile boolean recorded;

    IdempotencyClaim(UUID id, UUID account, String key, int status, boolean secret) {
        this.id = id;
        this.account = account;
        this.key = key;
        this.status = status;
        this.secret = secret;
    }
}

package org.subaccounts.platform.http;

import java.util.UUID;
import org.subaccounts.platform.eventstore.TimeOrderedIdentifierFactory;

/** Ids of what the API creates: UUIDv7 (RFC 9562), time-ordered, so lists and indexes follow creation. Not secret. */
public final class Ids {
    private Ids() {}

    public static UUID next() {
        return TimeOrderedIdentifierFactory.next();
    }
}

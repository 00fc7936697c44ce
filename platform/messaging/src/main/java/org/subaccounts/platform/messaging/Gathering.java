package org.subaccounts.platform.messaging;

import org.subaccounts.platform.eventstore.PgUnitOfWork;

/**
 * What a consumer makes of the events of one transaction before it stores them: small, however many they are. Used by one
 * thread at a time.
 */
public interface Gathering {
    /** A record that is new, in order per account. Takes all of it or, failing, nothing. */
    void add(EventRecord record);

    /** Whether no more should be added before this was stored: bounds memory and the transaction. */
    boolean isFull();

    /** Enlists the statements for all that was added, none if that is nothing. Called again when the transaction failed. */
    void enlist(PgUnitOfWork work);
}

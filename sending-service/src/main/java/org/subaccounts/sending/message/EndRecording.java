package org.subaccounts.sending.message;

import jakarta.inject.Singleton;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.sending.reputation.Reputation;

/** What takes part in the transaction that records how a message ended. */
@Singleton
public record EndRecording(Outbox outbox, BouncedAddresses addresses, Reputation reputation) {}

package org.subaccounts.platform.eventstore;

import org.axonframework.messaging.eventhandling.EventMessage;

/**
 * A read model of the service that appends: its SQL is part of the append's transaction, so a read after the write sees
 * it. A CDI bean, called once per appended event, in order, before the commit. An exception refuses the whole command.
 */
public interface InlineProjection {
    void project(EventMessage event, PgUnitOfWork work);
}

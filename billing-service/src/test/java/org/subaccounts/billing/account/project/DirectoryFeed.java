package org.subaccounts.billing.account.project;

import java.util.List;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.ReceivedEvent;

/** Gives events to the directory as its consumer does, without Kafka. */
public final class DirectoryFeed {
    private DirectoryFeed() {}

    public static void enlist(List<ReceivedEvent> events, PgUnitOfWork work) {
        AccountDirectoryProjection.upsert(events, work);
    }
}

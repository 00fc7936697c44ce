package org.subaccounts.platform.messaging;

import java.util.ArrayList;
import java.util.List;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/** The same effect as {@link Seen}, gathered. */
final class SeenGathering implements Gathering {
    static final int MOST_EVENTS = 200;

    private final List<ReceivedEvent> events = new ArrayList<>();

    @Override
    public void add(EventRecord record) {
        record.event().ifPresent(events::add);
    }

    @Override
    public boolean isFull() {
        return events.size() >= MOST_EVENTS;
    }

    @Override
    public void enlist(PgUnitOfWork work) {
        if (!events.isEmpty()) {
            Seen.add(events, work);
        }
    }
}

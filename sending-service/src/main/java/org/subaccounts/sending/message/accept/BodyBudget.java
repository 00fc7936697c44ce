package org.subaccounts.sending.message.accept;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.UUID;

/**
 * How many bytes of request bodies are in memory at a time. Who comes first is let in first; but an account has one body of more
 * than {@link #SMALL_BYTES} at a time, so that it cannot keep the others out.
 */
final class BodyBudget {
    static final long SMALL_BYTES = 1024 * 1024;
    static final int MAX_WAITING = 200;

    private final long budget;
    private long free;
    private final Set<UUID> withLarge = new HashSet<>();
    private final Deque<Place> waiting = new ArrayDeque<>();

    BodyBudget(long budget) {
        this.budget = budget;
        this.free = budget;
    }

    /** A claim to bytes of the budget; {@code admitted} runs once, when they are there. */
    final class Place {
        private final UUID account;
        private final long bytes;
        private final Runnable admitted;
        private boolean held;
        private boolean left;

        private Place(UUID account, long bytes, Runnable admitted) {
            this.account = account;
            this.bytes = Math.min(bytes, budget); // one that is larger than all comes alone
            this.admitted = admitted;
        }

        private boolean isLarge() {
            return bytes > SMALL_BYTES;
        }

        /** Gives the bytes back, or waits no longer; false if it had left already. */
        boolean leave() {
            return BodyBudget.this.leave(this);
        }
    }

    /** Null if too many wait already. */
    @org.jspecify.annotations.Nullable Place enter(UUID account, long bytes, Runnable admitted) {
        Place place = new Place(account, bytes, admitted);
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING) {
                return null;
            }
            waiting.add(place);
        }
        admit();
        return place;
    }

    private boolean leave(Place place) {
        synchronized (this) {
            if (place.left) {
                return false;
            }
            place.left = true;
            if (place.held) {
                free += place.bytes;
                if (place.isLarge()) {
                    withLarge.remove(place.account);
                }
            } else {
                waiting.remove(place);
            }
        }
        admit();
        return true;
    }

    private void admit() {
        Deque<Place> let = new ArrayDeque<>();
        synchronized (this) {
            Iterator<Place> places = waiting.iterator();
            while (places.hasNext()) {
                Place place = places.next();
                if (place.isLarge() && withLarge.contains(place.account)) {
                    continue;
                }
                if (place.bytes > free) {
                    break; // nobody overtakes, or a large one would wait for ever
                }
                places.remove();
                place.held = true;
                free -= place.bytes;
                if (place.isLarge()) {
                    withLarge.add(place.account);
                }
                let.add(place);
            }
        }
        let.forEach(place -> place.admitted.run());
    }
}

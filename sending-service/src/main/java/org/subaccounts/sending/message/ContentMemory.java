package org.subaccounts.sending.message;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;

/**
 * How many bytes the content of messages takes in memory at a time, on its way in, when it is read and when it is delivered. Who comes first is let
 * in first; but an account has one thing of more than {@link #SMALL_BYTES} at a time, so that it cannot keep the others out.
 */
@ApplicationScoped
public class ContentMemory {
    /** Who waited so long gives up: {@link Busy}. */
    public static final Duration WAIT = Duration.ofSeconds(5);
    /** What is no larger does without: as much of it as there are connections does no harm. */
    public static final long FREE_BYTES = 64 * 1024;

    static final long SMALL_BYTES = 3 * 1024 * 1024;
    static final int MAX_WAITING = 200;

    private final long budget;
    private long free;
    private final Set<UUID> withLarge = new HashSet<>();
    private final Deque<Place> waiting = new ArrayDeque<>();

    public ContentMemory(@ConfigProperty(name = "sending.content.memory") MemorySize budget) {
        this.budget = budget.asLongValue();
        this.free = this.budget;
    }

    /** 503: as much content is in memory as there is room for. */
    public static final class Busy extends Refusal {
        private static final long serialVersionUID = 1L;

        public Busy() {
            super(503, "too many large messages are being handled at once; try again", Map.of("Retry-After", "2"));
        }
    }

    /** A claim to bytes of the budget; {@code admitted} runs once, when they are there. */
    public final class Place {
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
        public boolean leave() {
            return ContentMemory.this.leave(this);
        }
    }

    /** Null if too many wait already. */
    public @Nullable Place enter(UUID account, long bytes, Runnable admitted) {
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

    /** The place once there is room; fails with {@link Busy} when there is none in time. */
    public CompletableFuture<Place> entered(UUID account, long bytes) {
        CompletableFuture<Void> admitted = new CompletableFuture<>();
        Place place = enter(account, bytes, () -> admitted.complete(null));
        if (place == null) {
            return CompletableFuture.failedFuture(new Busy());
        }
        return admitted.orTimeout(WAIT.toMillis(), TimeUnit.MILLISECONDS).handle((ignored, tooLate) -> {
            if (tooLate != null) {
                place.leave();
                throw new Busy();
            }
            return place;
        });
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

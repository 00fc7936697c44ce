package org.subaccounts.sending.message;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;

/**
 * How many bytes the content of messages takes in memory at a time, on its way in, when it is read and when it is delivered. Who
 * comes first is let in first. What is large comes from each account one at a time, and leaves a part to what is not: one that is slow
 * holds up others of its kind at most. Of what is not large an account has no more than half.
 */
@ApplicationScoped
public class ContentMemory {
    /** Who waited so long gives up: {@link Busy}. */
    public static final Duration WAIT = Duration.ofSeconds(5);
    /** What is no larger does without: as much of it as there are connections does no harm. */
    public static final long FREE_BYTES = 64 * 1024;

    static final long SMALL_BYTES = 3 * 1024 * 1024;
    /** In each of the two lines. */
    static final int MAX_WAITING = 200;

    static final int MAX_WAITING_OF_ACCOUNT = MAX_WAITING / 2;

    private static final int PARTS = 5;

    private final long budget;
    private final long leftToSmall;
    private long free;
    private long small;
    private final Map<UUID, Long> smallOf = new HashMap<>();
    private final Set<UUID> withLarge = new HashSet<>();
    private final Line smallLine = new Line();
    private final Line largeLine = new Line();

    public ContentMemory(@ConfigProperty(name = "sending.content.memory") MemorySize budget) {
        this.budget = budget.asLongValue();
        this.leftToSmall = this.budget / PARTS;
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
            this.bytes = Math.min(bytes, budget - leftToSmall); // one that is larger than all comes alone
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

    /** Who waits, in the order in which they came. */
    private static final class Line {
        private final Deque<Place> places = new ArrayDeque<>();
        private final Map<UUID, Integer> ofAccount = new HashMap<>();

        private boolean isFullFor(UUID account) {
            return places.size() >= MAX_WAITING || ofAccount.getOrDefault(account, 0) >= MAX_WAITING_OF_ACCOUNT;
        }

        private void add(Place place) {
            places.add(place);
            ofAccount.merge(place.account, 1, Integer::sum);
        }

        private void remove(Place place) {
            if (places.remove(place)) {
                left(place);
            }
        }

        private void left(Place place) {
            ofAccount.computeIfPresent(place.account, (account, number) -> number == 1 ? null : number - 1);
        }
    }

    private Line lineOf(Place place) {
        return place.isLarge() ? largeLine : smallLine;
    }

    /** Null if too many of its size wait already, or half as many of the account's. */
    public @Nullable Place enter(UUID account, long bytes, Runnable admitted) {
        Place place = new Place(account, bytes, admitted);
        synchronized (this) {
            if (lineOf(place).isFullFor(account)) {
                return null;
            }
            lineOf(place).add(place);
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
                free(place);
            } else {
                lineOf(place).remove(place);
            }
        }
        admit();
        return true;
    }

    private void admit() {
        List<Place> let = new ArrayList<>();
        synchronized (this) {
            boolean largeWaits = admitLarge(let);
            admitSmall(let, largeWaits);
        }
        let.forEach(place -> place.admitted.run());
    }

    /** True if one waits for room, not only for another one of its account. */
    private boolean admitLarge(List<Place> let) {
        Iterator<Place> places = largeLine.places.iterator();
        while (places.hasNext()) {
            Place place = places.next();
            if (withLarge.contains(place.account)) {
                continue;
            }
            if (place.bytes > free - Math.max(0, leftToSmall - small)) {
                return true; // nobody overtakes, or the largest would wait for ever
            }
            places.remove();
            take(place, let);
        }
        return false;
    }

    private void admitSmall(List<Place> let, boolean largeWaits) {
        Iterator<Place> places = smallLine.places.iterator();
        while (places.hasNext()) {
            Place place = places.next();
            long had = smallOf.getOrDefault(place.account, 0L);
            if (had > 0 && had + place.bytes > budget / 2) {
                continue;
            }
            if (place.bytes > free || (largeWaits && small > 0 && small + place.bytes > leftToSmall)) {
                return;
            }
            places.remove();
            take(place, let);
        }
    }

    private void take(Place place, List<Place> let) {
        lineOf(place).left(place);
        place.held = true;
        free -= place.bytes;
        if (place.isLarge()) {
            withLarge.add(place.account);
        } else {
            small += place.bytes;
            smallOf.merge(place.account, place.bytes, Long::sum);
        }
        let.add(place);
    }

    private void free(Place place) {
        free += place.bytes;
        if (place.isLarge()) {
            withLarge.remove(place.account);
        } else {
            small -= place.bytes;
            smallOf.computeIfPresent(place.account, (account, had) -> had == place.bytes ? null : had - place.bytes);
        }
    }
}

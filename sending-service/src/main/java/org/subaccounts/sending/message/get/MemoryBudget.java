package org.subaccounts.sending.message.get;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.platform.http.Refusal;

/**
 * How much content may be in memory for answers at a time. Who does not fit waits for his turn; when too many wait: 503 with
 * {@code Retry-After}. What is larger than all of it waits until it is alone.
 */
@ApplicationScoped
public class MemoryBudget {
    private static final int MAX_WAITING = 100;

    private final long total;
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private long used;

    public MemoryBudget(@ConfigProperty(name = "sending.content.memory-bytes") long total) {
        this.total = total;
    }

    private record Waiting(long bytes, UniEmitter<? super Share> emitter) {}

    /** A part of the budget, until it is given back; giving it back twice does no harm. */
    final class Share {
        private final long bytes;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Share(long bytes) {
            this.bytes = bytes;
        }

        void giveBack() {
            if (held.compareAndSet(true, false)) {
                release(bytes);
            }
        }
    }

    Uni<Share> take(long bytes) {
        long needed = Math.min(bytes, total);
        return Uni.createFrom().emitter(emitter -> {
            if (!admitted(new Waiting(needed, emitter))) {
                emitter.fail(new Refusal(
                        503,
                        "too much content is being read at the moment, please try again",
                        Map.of("Retry-After", "1")));
            }
        });
    }

    /** False: too many are waiting. */
    private boolean admitted(Waiting asking) {
        synchronized (this) {
            if (!queue.isEmpty() || used + asking.bytes() > total) {
                return queue.size() < MAX_WAITING && queue.add(asking);
            }
            used += asking.bytes();
        }
        asking.emitter().complete(new Share(asking.bytes()));
        return true;
    }

    private void release(long bytes) {
        List<Waiting> next = new ArrayList<>();
        synchronized (this) {
            used -= bytes;
            Waiting first = queue.peek();
            while (first != null && used + first.bytes() <= total) {
                used += first.bytes();
                next.add(queue.remove());
                first = queue.peek();
            }
        }
        next.forEach(waiting -> waiting.emitter().complete(new Share(waiting.bytes())));
    }
}

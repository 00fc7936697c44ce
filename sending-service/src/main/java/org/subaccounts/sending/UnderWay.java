package org.subaccounts.sending;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Of how many things an account has under way at once, in this process, the bound. */
public final class UnderWay {
    private final int most;
    private final Map<UUID, Integer> accounts = new ConcurrentHashMap<>();

    public UnderWay(int most) {
        this.most = most;
    }

    /** Begins one; what is returned ends it. Empty: it is one too many. */
    public Optional<Runnable> begin(UUID account) {
        int number = accounts.merge(account, 1, Integer::sum);
        AtomicBoolean ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                accounts.computeIfPresent(account, (same, running) -> running == 1 ? null : running - 1);
            }
        };
        if (number > most) {
            end.run();
            return Optional.empty();
        }
        return Optional.of(end);
    }
}

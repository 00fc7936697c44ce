package org.subaccounts.sending;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bounds how many things an account has under way at once, in this process. */
public final class UnderWay {
    private final int most;
    private final Map<UUID, Integer> accounts = new ConcurrentHashMap<>();

    public UnderWay(int most) {
        this.most = most;
    }

    /** Begins one; what is returned ends it, once. Throws {@link TooManyAtOnce}. */
    public Runnable begin(UUID account) {
        int number = accounts.merge(account, 1, Integer::sum);
        AtomicBoolean ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                accounts.computeIfPresent(account, (same, running) -> running == 1 ? null : running - 1);
            }
        };
        if (number > most) {
            end.run();
            throw new TooManyAtOnce();
        }
        return end;
    }
}

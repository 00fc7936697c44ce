package org.subaccounts.sending.domain.dkim;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.subaccounts.platform.http.Refusal;

/**
 * Makes key pairs off the event loop; goes on in the context of the caller. A key takes a good part of a second of a processor, so
 * one is made at a time, on a thread of its own, and few may wait: making keys holds up nothing else.
 */
@ApplicationScoped
public class DkimKeyPairs {
    static final int MAX_WAITING = 100;
    static final int MAX_WAITING_OF_ACCOUNT = 20;

    private final WorkerExecutor worker;
    private final Map<UUID, Integer> waiting = new HashMap<>();

    public DkimKeyPairs(Vertx vertx) {
        this.worker = vertx.createSharedWorkerExecutor("dkim-keys", 1);
    }

    @PreDestroy
    void stop() {
        worker.close();
    }

    /** 503: as many keys are being made as can wait. */
    public static final class Busy extends Refusal {
        private static final long serialVersionUID = 1L;

        Busy() {
            super(503, "too many DKIM keys are being made at once; try again", Map.of("Retry-After", "5"));
        }
    }

    /** Fails with {@link Busy}. */
    public Uni<DkimKeyPair> generate(UUID account) {
        return work(account, DkimKeyPair::generate);
    }

    /** Of a private key as its owner gives it; fails with 400 and the field's name, or with {@link Busy}. */
    public Uni<DkimKeyPair> read(UUID account, String field, String text) {
        return work(account, () -> PrivateKeyText.read(field, text));
    }

    private Uni<DkimKeyPair> work(UUID account, Callable<DkimKeyPair> work) {
        return Uni.createFrom().completionStage(() -> {
            enter(account);
            return worker.executeBlocking(work, false)
                    .onComplete(_ -> leave(account))
                    .toCompletionStage();
        });
    }

    private synchronized void enter(UUID account) {
        int own = waiting.getOrDefault(account, 0);
        int all = waiting.values().stream().mapToInt(Integer::intValue).sum();
        if (own >= MAX_WAITING_OF_ACCOUNT || all >= MAX_WAITING) {
            throw new Busy();
        }
        waiting.put(account, own + 1);
    }

    private synchronized void leave(UUID account) {
        waiting.computeIfPresent(account, (_, own) -> own == 1 ? null : own - 1);
    }
}

package org.subaccounts.sending.domain.dkim;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Callable;

/** Makes key pairs off the event loop; goes on in the context of the caller. */
@ApplicationScoped
public class DkimKeyPairs {
    private final Vertx vertx;

    public DkimKeyPairs(Vertx vertx) {
        this.vertx = vertx;
    }

    public Uni<DkimKeyPair> generate() {
        return blocking(DkimKeyPair::generate);
    }

    /** Of a private key as its owner gives it; fails with 400 and the field's name. */
    public Uni<DkimKeyPair> read(String field, String text) {
        return blocking(() -> PrivateKeyText.read(field, text));
    }

    private Uni<DkimKeyPair> blocking(Callable<DkimKeyPair> work) {
        return Uni.createFrom()
                .completionStage(() ->
                        vertx.getOrCreateContext().executeBlocking(work, false).toCompletionStage());
    }
}

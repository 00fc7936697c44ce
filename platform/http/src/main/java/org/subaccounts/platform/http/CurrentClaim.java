package org.subaccounts.platform.http;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** The idempotency claim of the current request, if it has an Idempotency-Key. */
@RequestScoped
public class CurrentClaim {
    private @Nullable IdempotencyClaim claim;

    void set(IdempotencyClaim claim) {
        this.claim = claim;
    }

    /** Ask on the request's own thread, before going asynchronous, and hand it on. */
    public @Nullable IdempotencyClaim get() {
        return claim;
    }

    public java.util.Map<String, String> metadata() {
        return claim == null ? java.util.Map.of() : java.util.Map.of(Idempotency.CLAIM_METADATA, claim.id.toString());
    }
}

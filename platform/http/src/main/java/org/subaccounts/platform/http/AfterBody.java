package org.subaccounts.platform.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * For filters that come after the body. A body of more than a few kilobytes is read on a worker thread, piece by piece; a request
 * that a filter suspends there goes on on its event loop, which must not wait for the rest of the body. So on a worker thread the
 * answer is waited for.
 */
public final class AfterBody {
    private AfterBody() {}

    public static Uni<@Nullable Response> decide(Uni<@Nullable Response> decision) {
        if (Context.isOnEventLoopThread()) {
            return decision;
        }
        Response response = decision.await().indefinitely();
        return Uni.createFrom().item(response);
    }
}

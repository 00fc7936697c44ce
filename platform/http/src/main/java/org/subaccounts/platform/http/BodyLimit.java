package org.subaccounts.platform.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Answers a body that is announced as too large with 413 in the one error shape, before any of it is read. */
@ApplicationScoped
public class BodyLimit {
    /** Before Quarkus' own check, which answers without a body. */
    private static final int BEFORE_ALL = 100_000;

    private static final int CLOSE_AFTER_MILLIS = 500;

    private final long limitBytes;

    public BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this.limitBytes = limit.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL);
    }

    private void check(RoutingContext context) {
        if (announced(context) <= limitBytes) {
            context.next();
            return;
        }
        context.response()
                .setStatusCode(413)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end("{\"message\":\"request body is larger than " + limitBytes + " bytes\"}")
                // a moment later, so that the client, which still sends, reads the answer first
                .onComplete(sent -> context.vertx().setTimer(CLOSE_AFTER_MILLIS, timer -> context.request()
                        .connection()
                        .close()));
        context.request().resume();
    }

    private static long announced(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // refused by the HTTP server itself
        }
    }
}

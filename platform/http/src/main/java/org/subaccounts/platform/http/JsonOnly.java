package org.subaccounts.platform.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Every answer is JSON, whatever the client says that it accepts: else a record would be written as text for a browser. */
@ApplicationScoped
public class JsonOnly {
    private static final int BEFORE_ALL = 100_000;
    /** Health and metrics, for machines that ask for what they want. */
    private static final String MANAGEMENT = "/q/";

    void register(@Observes Filters filters) {
        filters.register(JsonOnly::accept, BEFORE_ALL);
    }

    private static void accept(RoutingContext context) {
        if (!context.request().path().startsWith(MANAGEMENT)) {
            context.request().headers().set(HttpHeaders.ACCEPT, "application/json");
        }
        context.next();
    }
}

package org.subaccounts.sending.message.accept;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.sending.message.ContentMemory;

/**
 * Lets in large bodies, before any of them is read, after the request was authorized: as many at a time as memory allows. Others
 * wait for a moment, then get a 503. A body that takes too long is cut off.
 */
public class BodyAdmission {
    /** A text without base64 is in memory as two bytes a character while it is read, and as UTF-8. */
    private static final int COPIES = 3;

    /** Nobody keeps his place for longer than this, however slow his connection is. */
    private static final Duration HOLD = Duration.ofSeconds(60);

    private final ContentMemory memory;
    private final long unannounced;
    private final Caller caller;
    private final Vertx vertx;
    private final Counter refused;

    public BodyAdmission(
            ContentMemory memory,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest,
            Caller caller,
            Vertx vertx,
            MeterRegistry meters) {
        this.memory = memory;
        this.unannounced = largest.asLongValue();
        this.caller = caller;
        this.vertx = vertx;
        this.refused = meters.counter("sending.bodies.refused");
    }

    @LargeBody
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION + 1)
    public @Nullable Uni<@Nullable Response> admit(ContainerRequestContext request, RoutingContext routing) {
        long bytes = announced(request);
        if (bytes <= ContentMemory.FREE_BYTES) {
            return null;
        }
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom().emitter(emitter -> enter(bytes, routing, context, emitter));
    }

    private long announced(ContainerRequestContext request) {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        return length == null ? unannounced : Long.parseLong(length);
    }

    private void enter(
            long bytes, RoutingContext routing, Context context, UniEmitter<? super @Nullable Response> emitter) {
        AtomicBoolean decided = new AtomicBoolean();
        ContentMemory.Place place = memory.enter(
                caller.accountId(),
                bytes * COPIES,
                () -> context.runOnContext(_ -> {
                    if (decided.compareAndSet(false, true)) {
                        emitter.complete(null);
                    }
                }));
        if (place == null) {
            refuse(emitter);
            return;
        }
        long tooLong = vertx.setTimer(ContentMemory.WAIT.toMillis(), _ -> {
            if (decided.compareAndSet(false, true)) {
                place.leave();
                refuse(emitter);
            }
        });
        // over HTTP/1.1 this ends the connection, over HTTP/2 only the stream
        long hangs = vertx.setTimer(ContentMemory.WAIT.plus(HOLD).toMillis(), _ -> routing.response()
                .reset());
        routing.addEndHandler(_ -> {
            vertx.cancelTimer(tooLong);
            vertx.cancelTimer(hangs);
            decided.set(true);
            place.leave();
        });
    }

    private void refuse(UniEmitter<? super @Nullable Response> emitter) {
        refused.increment();
        emitter.fail(new ContentMemory.Busy());
    }
}

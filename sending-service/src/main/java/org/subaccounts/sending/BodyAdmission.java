package org.subaccounts.sending;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.sending.message.ContentMemory;

/**
 * Lets in large bodies, before any of them is read, after the request was authorized: to operations that take them, and as many at
 * a time as memory allows. Others wait for a moment, then get a 503. A body that comes too slowly is cut off.
 */
public class BodyAdmission {
    /** What an operation takes that is not a {@link LargeBody}. */
    static final long ORDINARY_BYTES = 1024 * 1024;

    /** A text without base64 is in memory as two bytes a character while it is read, and as UTF-8. */
    private static final int COPIES = 3;

    /** Nobody keeps his place for longer than this: the largest body at the slowest rate. */
    private static final Duration HOLD = Duration.ofSeconds(70);

    /** Who sends fewer bytes a second, after a while to begin in, keeps out others. */
    private static final long SLOWEST = 512 * 1024;

    private static final Duration BEGINNING = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final ContentMemory memory;
    private final long largest;
    private final Caller caller;
    private final Vertx vertx;
    private final Counter refused;
    private final Counter tooSlow;

    public BodyAdmission(
            ContentMemory memory,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest,
            Caller caller,
            Vertx vertx,
            MeterRegistry meters) {
        this.memory = memory;
        this.largest = largest.asLongValue();
        this.caller = caller;
        this.vertx = vertx;
        this.refused = meters.counter("sending.bodies.refused");
        this.tooSlow = meters.counter("sending.bodies.too.slow");
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION + 1)
    public @Nullable Uni<@Nullable Response> admit(RoutingContext routing, ResourceInfo resource) {
        OptionalLong announced = announced(routing.request());
        long bytes = announced.orElse(largest);
        if (bytes <= ContentMemory.FREE_BYTES || !caller.hasAccount()) {
            return null;
        }
        if (announced.isPresent()
                && bytes > ORDINARY_BYTES
                && !resource.getResourceMethod().isAnnotationPresent(LargeBody.class)) {
            return Uni.createFrom()
                    .failure(new Refusal(413, "request body is larger than " + ORDINARY_BYTES + " bytes"));
        }
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom().emitter(emitter -> enter(bytes, routing, context, emitter));
    }

    /** Empty when the body comes in pieces; then it may be as large as any. */
    private static OptionalLong announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return OptionalLong.of(Long.parseLong(length));
        }
        boolean mayCome = request.version() == HttpVersion.HTTP_2
                ? !request.isEnded()
                : request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        return mayCome ? OptionalLong.empty() : OptionalLong.of(0);
    }

    private void enter(
            long bytes, RoutingContext routing, Context context, UniEmitter<? super @Nullable Response> emitter) {
        AtomicBoolean decided = new AtomicBoolean();
        AtomicBoolean reading = new AtomicBoolean();
        ContentMemory.Place place = memory.enter(
                caller.accountId(),
                bytes * COPIES,
                () -> context.runOnContext(_ -> {
                    if (decided.compareAndSet(false, true)) {
                        reading.set(true);
                        emitter.complete(null);
                    }
                }));
        if (place == null) {
            refuse(emitter);
            return;
        }
        Pace pace = new Pace(routing.request());
        long look = vertx.setPeriodic(LOOK_EVERY.toMillis(), timer -> {
            if (reading.get() && pace.isTooSlow()) {
                tooSlow.increment();
                vertx.cancelTimer(timer);
                routing.response().reset(); // over HTTP/1.1 the connection ends, over HTTP/2 only the stream
                place.leave(); // no handler of the end runs after a reset
            }
        });
        long tooLong = vertx.setTimer(ContentMemory.WAIT.toMillis(), _ -> {
            if (decided.compareAndSet(false, true)) {
                vertx.cancelTimer(look);
                place.leave();
                refuse(emitter);
            }
        });
        Runnable over = () -> {
            vertx.cancelTimer(tooLong);
            vertx.cancelTimer(look);
            decided.set(true);
            place.leave();
        };
        routing.addEndHandler(_ -> over.run());
        if (routing.response().closed()) { // before the handler was there, which then never runs
            over.run();
        }
    }

    /** How fast a body comes, from when it was let in. */
    private static final class Pace {
        private final HttpServerRequest request;
        private long seconds;

        private Pace(HttpServerRequest request) {
            this.request = request;
        }

        /** To be asked once a second. */
        private boolean isTooSlow() {
            seconds++;
            long due = SLOWEST * (seconds - BEGINNING.toSeconds());
            return seconds > HOLD.toSeconds() || (!request.isEnded() && request.bytesRead() < due);
        }
    }

    private void refuse(UniEmitter<? super @Nullable Response> emitter) {
        refused.increment();
        emitter.fail(new ContentMemory.Busy());
    }
}

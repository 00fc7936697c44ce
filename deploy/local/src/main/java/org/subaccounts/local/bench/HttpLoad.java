package org.subaccounts.local.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Closed-loop load: a fixed number of clients, each sending its next request when it has the answer to the last. */
final class HttpLoad implements AutoCloseable {
    private static final int MAX_SAMPLES = 2_000_000;

    private final Vertx vertx;
    private final HttpClient http;
    private final int port;
    private final int clients;

    HttpLoad(int port, int clients) {
        this.vertx = Vertx.vertx();
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(clients)
                .setKeepAlive(true)
                .setTcpNoDelay(true));
        this.port = port;
        this.clients = clients;
    }

    /** One request; {@code expectedStatus} is what counts as done. */
    record Request(HttpMethod method, String path, Map<String, String> headers, Buffer body, int expectedStatus) {}

    /** What came of it: answers per second and the 99th percentile of their times. */
    record Result(double perSecond, double p99Millis) {}

    /** {@code requests}: the n-th request. Fails at the first answer that is not the expected one. */
    Result run(long millis, IntFunction<Request> requests) {
        return run(System.nanoTime() + millis * 1_000_000, MAX_SAMPLES, requests);
    }

    /** Exactly this many requests. */
    Result runCount(int count, IntFunction<Request> requests) {
        return run(Long.MAX_VALUE, count, requests);
    }

    private Result run(long deadline, int count, IntFunction<Request> requests) {
        Run run = new Run(deadline, count, requests);
        long begin = System.nanoTime();
        CompletableFuture<?>[] done = new CompletableFuture<?>[clients];
        for (int client = 0; client < clients; client++) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            done[client] = end;
            vertx.runOnContext(start -> run.next(end));
        }
        CompletableFuture.allOf(done).join();
        double seconds = (System.nanoTime() - begin) / 1e9;
        int answers = Math.min(run.answered.get(), count);
        long[] times = Arrays.copyOf(run.nanos, answers);
        Arrays.sort(times);
        double p99 = answers == 0 ? 0 : times[Math.min(answers - 1, (int) (answers * 0.99))] / 1e6;
        return new Result(answers / seconds, p99);
    }

    private final class Run {
        private final long deadline;
        private final int count;
        private final IntFunction<Request> requests;
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final long[] nanos;

        Run(long deadline, int count, IntFunction<Request> requests) {
            this.deadline = deadline;
            this.count = count;
            this.requests = requests;
            this.nanos = new long[count];
        }

        void next(CompletableFuture<Void> end) {
            int number = sent.getAndIncrement();
            if (number >= count || System.nanoTime() - deadline >= 0) {
                end.complete(null);
                return;
            }
            Request request = requests.apply(number);
            long begin = System.nanoTime();
            http.request(request.method(), port, "127.0.0.1", request.path())
                    .compose(open -> {
                        request.headers().forEach(open::putHeader);
                        return open.send(request.body());
                    })
                    .compose(answer -> answer.body().map(body -> {
                        if (answer.statusCode() != request.expectedStatus()) {
                            throw new IllegalStateException(
                                    request.method() + " " + request.path() + ": " + answer.statusCode() + " " + body);
                        }
                        return body;
                    }))
                    .onSuccess(body -> {
                        nanos[answered.getAndIncrement()] = System.nanoTime() - begin;
                        next(end);
                    })
                    .onFailure(end::completeExceptionally);
        }
    }

    @Override
    public void close() {
        http.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

package org.subaccounts.local;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The one HTTP port of the platform, on 127.0.0.1: sends each path to its service, as the gateway does in production, and
 * tells the service who asked (X-Forwarded-*). Its own answers are JSON: 404, 413, 502, 503.
 */
final class EntryPort implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int IDLE_SECONDS = 75;
    private static final int CLOSE_AFTER_MILLIS = 500;
    private static final int CONNECTIONS_PER_SERVICE = 256;
    private static final int MAX_WAITING_PER_SERVICE = 1024;
    /** The API takes bodies of 25 MiB; what is announced as clearly larger is not even read. */
    private static final long MAX_BODY_BYTES = 26L * 1024 * 1024;

    /** Headers by which a gateway speaks to services; from outside they would be lies. */
    private static final List<String> GATEWAY_HEADERS = List.of(
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded-Proto",
            "X-Real-IP");

    private final Vertx vertx;

    private EntryPort(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Backends: ports of the services by their names in the routes. */
    static EntryPort start(int port, Routes routes, Map<String, Integer> backends) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        EntryPort entry = new EntryPort(vertx);
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setKeepAliveTimeout(IDLE_SECONDS)
                        .setMaxWaitQueueSize(MAX_WAITING_PER_SERVICE)
                        .setTcpNoDelay(true),
                new io.vertx.core.http.PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_SERVICE));
        Map<String, HttpProxy> proxies = backends.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, backend -> proxy(client, backend.getKey(), backend.getValue())));
        HttpServerOptions options = new HttpServerOptions()
                .setHost(HOST)
                .setPort(port)
                .setTcpNoDelay(true)
                .setIdleTimeout(IDLE_SECONDS);
        await(vertx.createHttpServer(options)
                .requestHandler(request -> route(vertx, request, routes, proxies))
                .listen());
        return entry;
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static void route(Vertx vertx, HttpServerRequest request, Routes routes, Map<String, HttpProxy> proxies) {
        HttpProxy proxy = routes.backend(request.path() == null ? "" : request.path())
                .map(proxies::get)
                .orElse(null);
        if (proxy == null) {
            answer(request, 404, "not found");
        } else if (announcesTooMuch(request)) {
            refuseToRead(request, vertx);
        } else {
            proxy.handle(request);
        }
    }

    private static boolean announcesTooMuch(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > MAX_BODY_BYTES;
    }

    private static HttpProxy proxy(HttpClient client, String service, int port) {
        return HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(port, HOST)
                .addInterceptor(new ProxyInterceptor() {
                    @Override
                    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
                        tellWhoAsks(context.request());
                        return context.sendRequest()
                                .recover(failure -> Future.succeededFuture(failed(context, service, failure)));
                    }
                });
    }

    private static void tellWhoAsks(ProxyRequest request) {
        HttpServerRequest asked = request.proxiedRequest();
        GATEWAY_HEADERS.forEach(header -> request.headers().remove(header));
        request.putHeader("X-Forwarded-For", asked.remoteAddress().hostAddress());
        request.putHeader("X-Forwarded-Proto", "http");
        if (asked.authority() != null) {
            request.putHeader("X-Forwarded-Host", asked.authority().toString());
        }
    }

    /** Not reached: nothing was done, so the client may try again. Broken off later: nobody knows. */
    private static ProxyResponse failed(ProxyContext context, String service, Throwable failure) {
        boolean notReached = failure instanceof ConnectException || failure.getCause() instanceof ConnectException;
        ProxyResponse response = context.request()
                .release()
                .response()
                .setStatusCode(notReached ? 503 : 502)
                .putHeader("Content-Type", "application/json")
                .setBody(Body.body(json(service + (notReached ? " is not available" : " did not answer"))));
        return notReached ? response.putHeader("Retry-After", "1") : response;
    }

    /** The connection ends, for its body was not read; a moment later, so that the client reads the answer first. */
    private static void refuseToRead(HttpServerRequest request, Vertx vertx) {
        request.resume();
        request.response().putHeader("Connection", "close");
        answer(request, 413, "the request body is too large");
        vertx.setTimer(CLOSE_AFTER_MILLIS, timer -> request.connection().close());
    }

    private static void answer(HttpServerRequest request, int status, String message) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json(message));
    }

    private static Buffer json(String message) {
        return new JsonObject().put("message", message).toBuffer();
    }

    private static void await(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StartFailure("the entry port failed: " + e.getMessage(), e);
        }
    }
}

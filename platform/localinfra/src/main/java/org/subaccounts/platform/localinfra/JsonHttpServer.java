package org.subaccounts.platform.localinfra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A small HTTP server on 127.0.0.1: JSON in, JSON or bytes out, every error as {"message": …}. */
final class JsonHttpServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JsonHttpServer.class.getName());
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;

    record Request(String method, String path, Map<String, String> query, String body) {}

    static final class Response {
        private final int status;
        private final String contentType;
        private final byte[] body;

        private Response(int status, String contentType, byte[] body) {
            this.status = status;
            this.contentType = contentType;
            this.body = body;
        }

        static Response bytes(String contentType, byte[] body) {
            return new Response(200, contentType, body);
        }

        static Response json(int status, Object value) {
            try {
                return new Response(status, "application/json", JSON.writeValueAsBytes(value));
            } catch (IOException e) {
                throw new IllegalStateException("not writable as JSON: " + value, e);
            }
        }

        static Response error(int status, String message) {
            return json(status, Map.of("message", message));
        }

        static Response nothing() {
            return new Response(204, "", new byte[0]);
        }
    }

    @FunctionalInterface
    interface Handler {
        Response handle(Request request) throws IOException;
    }

    private JsonHttpServer(HttpServer server) {
        this.server = server;
    }

    static JsonHttpServer start(String name, int port, Handler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
            server.setExecutor(Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name(name + "-", 0).factory()));
            server.createContext("/", exchange -> serve(exchange, handler));
            server.start();
            return new JsonHttpServer(server);
        } catch (IOException e) {
            throw new InfrastructureException(name + " does not start on port " + port + ": " + e.getMessage(), e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void serve(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            Response response = answer(exchange, handler);
            if (!response.contentType.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", response.contentType);
            }
            exchange.sendResponseHeaders(response.status, response.body.length == 0 ? -1 : response.body.length);
            exchange.getResponseBody().write(response.body);
        }
    }

    private static Response answer(HttpExchange exchange, Handler handler) {
        try {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                return Response.error(413, "the body is larger than " + MAX_BODY_BYTES + " bytes");
            }
            return handler.handle(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    query(exchange.getRequestURI().getRawQuery()),
                    new String(body, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return Response.error(400, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "a request failed", e);
            return Response.error(500, "internal error");
        }
    }

    private static Map<String, String> query(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> decoded(pair[0]), pair -> pair.length > 1 ? decoded(pair[1]) : "", (a, b) -> b));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}

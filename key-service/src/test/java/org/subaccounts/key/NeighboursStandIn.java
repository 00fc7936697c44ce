package org.subaccounts.key;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.testkit.PlatformTestResource;

/**
 * Answers what account-service and sending-service answer below {@code /internal/v1/accounts/…}: what tests put there. Tests
 * {@code PUT} a body of "500" to see a failing service, and {@code DELETE} what is gone.
 */
final class NeighboursStandIn implements AutoCloseable {
    private static final String CREDENTIAL = "Basic "
            + Base64.getEncoder()
                    .encodeToString(
                            ("internal:" + PlatformTestResource.INTERNAL_SECRET).getBytes(StandardCharsets.US_ASCII));

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final HttpServer server;

    NeighboursStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/internal/v1/accounts/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                answers.put(path, body);
                answer(exchange, 204, null);
            }
            case "DELETE" -> {
                answers.remove(path);
                answer(exchange, 204, null);
            }
            default -> get(exchange, answers.get(path));
        }
    }

    private static void get(HttpExchange exchange, @Nullable String known) throws IOException {
        if (!CREDENTIAL.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, null);
        } else if (known == null) {
            answer(exchange, 404, "{\"message\":\"not found\"}");
        } else if (known.equals("500")) {
            answer(exchange, 500, null);
        } else {
            answer(exchange, 200, known);
        }
    }

    private static void answer(HttpExchange exchange, int status, @Nullable String json) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        byte[] body = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package org.subaccounts.billing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers token introspection as key-service does, for keys registered with {@code POST /keys?<secret>}, body the verdict. */
final class KeyServiceStandIn implements AutoCloseable {
    private static final String UNKNOWN = "{\"active\":false,\"reason\":\"unknown API key\",\"lease_ms\":500}";

    private final Map<String, String> verdicts = new ConcurrentHashMap<>();
    private final HttpServer server;

    KeyServiceStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/internal/v1/introspect", this::introspect);
        server.createContext("/keys", this::register);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void introspect(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = URLDecoder.decode(form.substring(form.indexOf('=') + 1), StandardCharsets.UTF_8);
        answer(exchange, verdicts.getOrDefault(token, UNKNOWN));
    }

    private void register(HttpExchange exchange) throws IOException {
        String verdict = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        verdicts.put(exchange.getRequestURI().getQuery(), verdict);
        answer(exchange, verdict);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package org.subaccounts.account;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * Answers as key-service does: introspection, for keys registered with {@code POST /keys?<secret>}, body the verdict; the
 * history of keys, for entries registered with {@code POST /entries}; {@code POST /away?true} cuts the history off.
 */
final class KeyServiceStandIn implements AutoCloseable {
    private static final String ACCOUNTS = "/internal/v1/accounts/";
    private static final String UNKNOWN = "{\"active\":false,\"reason\":\"unknown API key\",\"lease_ms\":500}";

    private final Map<String, String> verdicts = new ConcurrentHashMap<>();
    private final List<JsonObject> entries = new CopyOnWriteArrayList<>();
    private volatile boolean away;
    private final HttpServer server;

    KeyServiceStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/internal/v1/introspect", this::introspect);
        server.createContext(ACCOUNTS, this::history);
        server.createContext("/keys", this::register);
        server.createContext("/entries", exchange -> {
            entries.add(new JsonObject(body(exchange)));
            answer(exchange, 200, "{}");
        });
        server.createContext("/away", exchange -> {
            away = Boolean.parseBoolean(exchange.getRequestURI().getQuery());
            answer(exchange, 200, "{}");
        });
        server.setExecutor(Executors.newFixedThreadPool(4, work -> {
            Thread thread = new Thread(work, "key-service-stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void introspect(HttpExchange exchange) throws IOException {
        String form = body(exchange);
        String token = URLDecoder.decode(form.substring(form.indexOf('=') + 1), StandardCharsets.UTF_8);
        answer(exchange, 200, verdicts.getOrDefault(token, UNKNOWN));
    }

    private void register(HttpExchange exchange) throws IOException {
        String verdict = body(exchange);
        verdicts.put(exchange.getRequestURI().getQuery(), verdict);
        answer(exchange, 200, verdict);
    }

    private void history(HttpExchange exchange) throws IOException {
        if (away || exchange.getRequestHeaders().getFirst("Authorization") == null) {
            exchange.close();
            return;
        }
        String path = exchange.getRequestURI().getPath();
        String account = path.substring(ACCOUNTS.length(), path.indexOf('/', ACCOUNTS.length()));
        Map<String, String> query = new HashMap<>();
        for (String parameter : exchange.getRequestURI().getQuery().split("&", -1)) {
            int equals = parameter.indexOf('=');
            query.put(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        Predicate<JsonObject> wanted = entry -> account.equals(entry.getString("account_id"))
                && (!query.containsKey("key_id")
                        || query.get("key_id")
                                .equals(entry.getJsonObject("details").getString("key_id")))
                && (!query.containsKey("after") || id(entry).compareTo(query.getOrDefault("after", "")) < 0)
                && (!query.containsKey("before") || id(entry).compareTo(query.getOrDefault("before", "")) > 0);
        Comparator<JsonObject> oldestFirst = Comparator.comparing(KeyServiceStandIn::id);
        List<JsonObject> found = entries.stream()
                .filter(wanted)
                .sorted(query.containsKey("before") ? oldestFirst : oldestFirst.reversed())
                .limit(Long.parseLong(query.getOrDefault("limit", "")))
                .toList();
        answer(exchange, 200, new JsonArray(found).encode());
    }

    private static String id(JsonObject entry) {
        return entry.getString("id");
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

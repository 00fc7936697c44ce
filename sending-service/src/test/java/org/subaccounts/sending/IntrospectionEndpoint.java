package org.subaccounts.sending;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers token introspection (RFC 7662) as key-service does, for keys that tests register with {@code POST /keys}. Also
 * {@code POST /relay/close} and {@code /relay/open}, which cut and restore the way to the SMTP relay, {@code /relay/senders}
 * for the envelope senders that passed, {@code /dns/close}, {@code /dns/open}, and {@code /dns/mute} for a domain about
 * which DNS says nothing any more.
 */
final class IntrospectionEndpoint {
    private static final long LEASE_MILLIS = 500;

    private final Map<String, JsonObject> keys = new ConcurrentHashMap<>();
    private final RelayDoor door;
    private final DnsDoor dns;
    private final HttpServer server;

    private IntrospectionEndpoint(Vertx vertx, RelayDoor door, DnsDoor dns) {
        this.door = door;
        this.dns = dns;
        this.server = vertx.createHttpServer().requestHandler(this::handle);
    }

    static Future<IntrospectionEndpoint> start(Vertx vertx, RelayDoor door, DnsDoor dns) {
        IntrospectionEndpoint endpoint = new IntrospectionEndpoint(vertx, door, dns);
        return endpoint.server.listen(0, "127.0.0.1").map(endpoint);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void handle(HttpServerRequest request) {
        if (!HttpMethod.POST.equals(request.method())) {
            request.response().setStatusCode(405).end();
            return;
        }
        switch (request.path()) {
            case "/internal/v1/introspect" -> {
                request.setExpectMultipart(true);
                request.endHandler(_ -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(verdict(request.getFormAttribute("token")).toBuffer()));
            }
            case "/keys" ->
                request.body().onSuccess(body -> {
                    register(body);
                    request.response().setStatusCode(204).end();
                });
            case "/relay/close" ->
                door.close()
                        .onSuccess(_ -> request.response().setStatusCode(204).end());
            case "/relay/open" ->
                door.open().onSuccess(_ -> request.response().setStatusCode(204).end());
            case "/relay/senders" -> request.response().end(new JsonArray(door.senders()).toBuffer());
            case "/dns/close" -> openDns(request, false);
            case "/dns/open" -> openDns(request, true);
            case "/dns/mute" ->
                request.body().onSuccess(body -> {
                    dns.mute(body.toString());
                    request.response().setStatusCode(204).end();
                });
            default -> request.response().setStatusCode(404).end();
        }
    }

    private void openDns(HttpServerRequest request, boolean open) {
        dns.open(open);
        request.response().setStatusCode(204).end();
    }

    private void register(Buffer body) {
        JsonObject key = body.toJsonObject();
        keys.put(key.getString("token"), key.getJsonObject("verdict"));
    }

    private JsonObject verdict(String token) {
        JsonObject known = keys.get(token);
        return known != null
                ? known.copy().put("lease_ms", LEASE_MILLIS)
                : new JsonObject()
                        .put("active", false)
                        .put("reason", "unknown API key")
                        .put("lease_ms", LEASE_MILLIS);
    }
}

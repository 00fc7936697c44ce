package org.subaccounts.platform.localinfra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.localinfra.JsonHttpServer.Request;
import org.subaccounts.platform.localinfra.JsonHttpServer.Response;

/**
 * The local DNS over HTTP: POST {"type","host","content"} publishes, GET lists, DELETE removes what matches the given ones
 * of these three fields (body or query; none of them: everything).
 */
public final class DnsApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DnsZone zone;
    private final JsonHttpServer server;

    private DnsApi(DnsZone zone, int port) {
        this.zone = zone;
        this.server = JsonHttpServer.start("dns-api", port, this::handle);
    }

    public static DnsApi start(DnsZone zone, int port) {
        return new DnsApi(zone, port);
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private Response handle(Request request) {
        if (!request.path().equals("/")) {
            return Response.error(404, "not found");
        }
        return switch (request.method()) {
            case "GET" -> Response.json(200, zone.list());
            case "POST" -> publish(request);
            case "DELETE" -> remove(request);
            default -> Response.error(405, "GET, POST and DELETE only");
        };
    }

    private Response publish(Request request) {
        JsonNode body = object(request.body());
        DnsRecord record = new DnsRecord(required(body, "type"), required(body, "host"), required(body, "content"));
        try {
            return Response.json(zone.add(record) ? 201 : 200, record);
        } catch (DnsZone.ConflictException e) {
            return Response.error(409, String.valueOf(e.getMessage()));
        }
    }

    private Response remove(Request request) {
        JsonNode body = request.body().isBlank() ? JSON.createObjectNode() : object(request.body());
        String type = optional(request, body, "type");
        String host = optional(request, body, "host");
        String content = optional(request, body, "content");
        Predicate<DnsRecord> matches = record -> (type == null || record.type().equals(type.toUpperCase(Locale.ROOT)))
                && (host == null || record.host().equals(normalized(host)))
                && (content == null || normalized(record.content()).equals(normalized(content)));
        return Response.json(200, Map.of("removed", zone.removeIf(matches)));
    }

    private static String normalized(String name) {
        String lower = name.trim().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static JsonNode object(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
            throw new IllegalArgumentException("the body must be a JSON object with type, host and content");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is not JSON", e);
        }
    }

    private static String required(JsonNode body, String field) {
        JsonNode value = body.get(field);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value.textValue();
    }

    private static @Nullable String optional(Request request, JsonNode body, String field) {
        JsonNode value = body.get(field);
        return value == null || !value.isTextual() ? request.query().get(field) : value.textValue();
    }
}

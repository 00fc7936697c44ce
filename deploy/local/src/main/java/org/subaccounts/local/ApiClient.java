package org.subaccounts.local;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** HTTP with JSON, as a customer's program would speak to the platform. */
final class ApiClient implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    /** Body: parsed JSON, or a missing node if it is none. */
    record Answer(int status, JsonNode body, String text, Optional<String> replayed) {
        String string(String field) {
            return body.path(field).asText("");
        }
    }

    Answer get(String url, String bearer) {
        return send(request(url, bearer).GET());
    }

    Answer delete(String url, String bearer) {
        return send(request(url, bearer).DELETE());
    }

    Answer post(String url, String bearer, @Nullable ObjectNode body) {
        return send(withBody(request(url, bearer), body));
    }

    Answer post(String url, String bearer, ObjectNode body, String idempotencyKey) {
        return send(withBody(request(url, bearer).header("Idempotency-Key", idempotencyKey), body));
    }

    Answer postForm(String url, Map<String, String> fields) {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(url, "")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    /** The body as it came. */
    byte[] getBytes(String url) {
        return exchange(request(url, "").GET().build()).body();
    }

    @Override
    public void close() {
        http.close();
    }

    private static HttpRequest.Builder request(String url, String bearer) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
        return bearer.isEmpty() ? builder : builder.header("Authorization", "Bearer " + bearer);
    }

    private static HttpRequest.Builder withBody(HttpRequest.Builder builder, @Nullable ObjectNode body) {
        return body == null
                ? builder.POST(BodyPublishers.noBody())
                : builder.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.toString()));
    }

    private Answer send(HttpRequest.Builder builder) {
        HttpResponse<byte[]> response = exchange(builder.build());
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return new Answer(
                response.statusCode(), json(text), text, response.headers().firstValue("Idempotent-Replayed"));
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new StartFailure("%s %s got no answer: %s".formatted(request.method(), request.uri(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }

    private static JsonNode json(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}

package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** HTTP to a running platform, with whatever a client may send. */
final class Api {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    Api(String base) {
        this.base = base;
    }

    /** An answer; the body is a missing node when there is none. */
    record Answer(int status, JsonNode body, Map<String, List<String>> headers) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }

        String message() {
            return body.path("message").asText();
        }

        String text(String member) {
            return body.path(member).asText();
        }

        /** The one error shape: a message and nothing else. */
        void isRefused(int expected, String message) {
            isRefused(expected);
            assertThat(message()).isEqualTo(message);
        }

        void isRefused(int expected) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            assertThat(body.size()).as(body.toString()).isEqualTo(1);
            assertThat(message()).isNotEmpty();
        }

        Answer is(int expected) {
            assertThat(status).as(body.toString()).isEqualTo(expected);
            return this;
        }
    }

    /** {@code headers}: names and values in turn; empty bearer or body: none. */
    Answer call(String method, String path, String bearer, String body, String... headers) {
        return send(request(method, path, bearer, body, headers));
    }

    URI uri(String path) {
        return URI.create(base + path);
    }

    HttpRequest request(String method, String path, String bearer, String body, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!bearer.isEmpty()) {
            builder.header("Authorization", "Bearer " + bearer);
        }
        if (!body.isEmpty()) {
            builder.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            builder.setHeader(headers[i], headers[i + 1]);
        }
        return builder.build();
    }

    Answer send(HttpRequest request) {
        try {
            return trySend(request);
        } catch (IOException e) {
            throw new AssertionError(request.toString(), e);
        }
    }

    /** Fails with IOException when there is no answer. */
    Answer trySend(HttpRequest request) throws IOException {
        try {
            return answer(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** An answer that may be no JSON. */
    static final class Document {
        private final HttpResponse<byte[]> response;

        private Document(HttpResponse<byte[]> response) {
            this.response = response;
        }

        int status() {
            return response.statusCode();
        }

        String contentType() {
            return response.headers().firstValue("Content-Type").orElse("");
        }

        byte[] bytes() {
            return response.body();
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    Document document(String path, String bearer, String accept) {
        try {
            return new Document(http.send(
                    request("GET", path, bearer, "", "Accept", accept), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    CompletableFuture<Answer> sendAsync(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(Api::answer);
    }

    private static Answer answer(HttpResponse<String> response) {
        try {
            return new Answer(
                    response.statusCode(),
                    JSON.readTree(response.body()),
                    response.headers().map());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }
}

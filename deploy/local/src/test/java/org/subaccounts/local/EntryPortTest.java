package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EntryPortTest {
    private static final String DOMAINS = "/v2/accounts/a/domains";

    private HttpServer service;
    private EntryPort entry;
    private int port;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", exchange -> {
            int length = exchange.getRequestBody().readAllBytes().length;
            String answer = "%s %s for=%s host=%s real=%s forwarded=%s length=%d"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().get("X-Forwarded-For"),
                            exchange.getRequestHeaders().get("X-Forwarded-Host"),
                            exchange.getRequestHeaders().get("X-Real-IP"),
                            exchange.getRequestHeaders().get("Forwarded"),
                            length);
            exchange.sendResponseHeaders(202, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(answer.getBytes(StandardCharsets.UTF_8));
            }
        });
        service.start();
        port = freePort();
        entry = EntryPort.start(
                port,
                Routes.load(Repository.root().resolve("deploy/gateway/httproute.yaml")),
                Map.of("sending-service", service.getAddress().getPort(), "key-service", freePort()));
    }

    @AfterEach
    void stop() {
        entry.close();
        service.stop(0);
    }

    @Test
    void a_request_reaches_its_service_as_it_is() throws Exception {
        HttpResponse<String> response =
                send(request(DOMAINS + "?limit=5&after=x").GET());

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).startsWith("GET " + DOMAINS + "?limit=5&after=x");
    }

    @Test
    void the_service_learns_who_asks_and_what_the_client_claims_is_dropped() throws Exception {
        HttpResponse<String> response = send(request(DOMAINS)
                .header("X-Forwarded-For", "6.6.6.6")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Real-IP", "6.6.6.6")
                .header("Forwarded", "for=6.6.6.6")
                .GET());

        assertThat(response.body())
                .contains("for=[127.0.0.1]", "host=[127.0.0.1:" + port + "]", "real=null", "forwarded=null");
    }

    @Test
    void a_path_without_a_route_is_a_json_404() throws Exception {
        HttpResponse<String> response = send(request("/internal/v1/introspect").GET());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).isEqualTo("{\"message\":\"not found\"}");
    }

    @Test
    void a_service_that_is_down_is_a_json_503_to_be_tried_again() throws Exception {
        HttpResponse<String> response = send(request("/v2/ping").GET());

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(response.body()).isEqualTo("{\"message\":\"key-service is not available\"}");
    }

    @Test
    void a_service_that_breaks_off_is_a_json_502() throws Exception {
        try (ServerSocket broken = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket connection = broken.accept()) {
                    connection.getInputStream().read();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            entry.close();
            entry = EntryPort.start(
                    port,
                    Routes.load(Repository.root().resolve("deploy/gateway/httproute.yaml")),
                    Map.of("key-service", broken.getLocalPort()));

            HttpResponse<String> response = send(request("/v2/ping").GET());

            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).isEqualTo("{\"message\":\"key-service did not answer\"}");
        }
    }

    @Test
    void a_body_of_25_mebibytes_passes_and_a_clearly_larger_one_is_refused_before_it_is_read() throws Exception {
        byte[] allowed = new byte[25 * 1024 * 1024];

        assertThat(send(request(DOMAINS).POST(HttpRequest.BodyPublishers.ofByteArray(allowed)))
                        .body())
                .endsWith("length=" + allowed.length);
        assertThat(answerToAnnounced(26L * 1024 * 1024 + 1))
                .startsWith("HTTP/1.1 413")
                .containsIgnoringCase("\r\nConnection: close\r\n");
    }

    private String answerToAnnounced(long length) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head = "POST " + DOMAINS + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

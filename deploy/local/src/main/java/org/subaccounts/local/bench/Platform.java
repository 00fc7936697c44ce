package org.subaccounts.local.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.subaccounts.platform.localinfra.EmbeddedPostgresServer;
import org.subaccounts.platform.localinfra.ProcessMemory;

/** The platform under measurement, as platform.env in the environment describes it. */
final class Platform {
    static final int ACCOUNT_SERVICE = 1;
    static final int KEY_SERVICE = 2;
    static final int BILLING_SERVICE = 3;
    static final int SENDING_SERVICE = 4;

    /** Routes to all of them. */
    static final int ENTRY_PORT = 0;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Platform() {}

    static String setting(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is missing in the environment");
        }
        return value;
    }

    /** {@code service}: its place after the port base. */
    static int port(int service) {
        return Integer.parseInt(setting("PORT_BASE")) + service;
    }

    static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
    }

    static Map<String, String> asParent() {
        return bearer(setting("PARENT_SECRET"));
    }

    static Map<String, String> asService(String contentType) {
        byte[] credentials = ("internal:" + setting("INTERNAL_SECRET")).getBytes(StandardCharsets.UTF_8);
        return Map.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials),
                "Content-Type",
                contentType);
    }

    /** Headers of a parent account of its own, with a key that may do everything; {@code X-Account} is its id. */
    static Map<String, String> newParent(String name) throws IOException, InterruptedException {
        Map<String, String> operator = bearer(operatorToken());
        JsonObject account = new JsonObject()
                .put("name", name)
                .put("website", "large.example.com")
                .put("owner", new JsonObject().put("email", "owner@large.example.com"));
        String id = call(HttpMethod.POST, ACCOUNT_SERVICE, "/operator/v1/accounts", operator, account.toBuffer())
                .getString("id");
        JsonObject key = new JsonObject().put("label", "bench").put("scopes", List.of("*"));
        String secret = call(
                        HttpMethod.POST,
                        KEY_SERVICE,
                        "/operator/v1/accounts/" + id + "/api-keys",
                        operator,
                        key.toBuffer())
                .getString("secret_key");
        Map<String, String> headers = new HashMap<>(bearer(secret));
        headers.put("X-Account", id);
        return headers;
    }

    static Connection database(String service) throws SQLException {
        return connect(
                service,
                URI.create(setting("DATABASE_URL_" + service)).getPath().substring(1));
    }

    /** Another database of the same owner. */
    static Connection connect(String service, String database) throws SQLException {
        URI url = URI.create(setting("DATABASE_URL_" + service));
        String[] user = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + "/" + database, user[0], user[1]);
    }

    /** To the maintenance database of the server, as its owner. */
    static Connection administration() throws SQLException {
        URI url = URI.create(setting("DATABASE_URL_BILLING"));
        return EmbeddedPostgresServer.connect(url.getPort(), url.getUserInfo().split(":", 2)[1]);
    }

    /** Has PostgreSQL write what is still to be written. */
    static void checkpoint() throws SQLException {
        try (Connection connection = administration();
                Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
        }
    }

    static String operatorToken() throws IOException, InterruptedException {
        String form = "grant_type=client_credentials&client_id=" + encoded("OPERATOR_CLIENT_ID") + "&client_secret="
                + encoded("OPERATOR_CLIENT_SECRET");
        HttpRequest request = HttpRequest.newBuilder(URI.create(setting("OPERATOR_TOKEN_URL")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return new JsonObject(send(request)).getString("access_token");
    }

    /** One request outside of what is measured; fails unless it succeeds. */
    static JsonObject call(HttpMethod method, int service, String path, Map<String, String> headers, Buffer body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(service) + path))
                .method(method.name(), HttpRequest.BodyPublishers.ofByteArray(body.getBytes()));
        headers.forEach(request::header);
        return new JsonObject(send(request.build()));
    }

    /** Makes a DNS record, as the API shows it, to be found in the platform's DNS. */
    static void publish(JsonObject record) throws IOException, InterruptedException {
        JsonObject published = new JsonObject()
                .put("type", record.getString("type"))
                .put("host", record.getString("host"))
                .put("content", record.getString("content"));
        var unused = send(HttpRequest.newBuilder(URI.create(setting("DNS_URL")))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(published.encode()))
                .build());
    }

    private static String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(request + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static String encoded(String setting) {
        return URLEncoder.encode(setting(setting), StandardCharsets.UTF_8);
    }

    static long residentMiB(String service) throws IOException {
        return ProcessMemory.nowMiB(pid(service));
    }

    static long pid(String service) throws IOException {
        Path pid = Path.of(setting("PLATFORM_DIRECTORY"), "run", service + ".pid");
        return Long.parseLong(Files.readString(pid).strip());
    }
}

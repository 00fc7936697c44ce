package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.local.Api.Answer;
import org.subaccounts.local.TestPlatform.Account;

/** Whatever a client sends, every service answers in the one error shape and says what is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsFlowTest {
    private static final String[] NO_HEADERS = {};
    private static final int CONNECTION_ENDED = -1;

    private TestPlatform platform;
    private Account parent;

    @BeforeAll
    void start(@TempDir Path logs) throws IOException {
        platform = new TestPlatform(logs).start(PlatformService.values());
        parent = platform.openParent(true);
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    /** One service with a path that reads and one that takes a JSON object with a text member. */
    private record Door(PlatformService service, String reads, String writes, String member, String rest) {}

    private Stream<Door> doors() {
        String account = "/v2/accounts/" + parent.id();
        return Stream.of(
                new Door(
                        PlatformService.ACCOUNT,
                        account + "/sub-accounts",
                        account + "/sub-accounts",
                        "name",
                        ",\"website\":\"a.example.com\""),
                new Door(
                        PlatformService.KEY,
                        account + "/api-keys",
                        account + "/api-keys",
                        "label",
                        ",\"scopes\":[\"domains:read\"]"),
                new Door(PlatformService.SENDING, account + "/domains", account + "/domains", "domain", ""));
    }

    @TestFactory
    Stream<DynamicTest> every_service_refuses_in_the_one_shape() {
        return doors().flatMap(door -> {
            Api api = new Api("http://127.0.0.1:" + platform.port(door.service()));
            String member = door.member();
            return Stream.of(
                    body(door, api, "not JSON", "{", "malformed JSON"),
                    body(door, api, "an array", "[]", "malformed JSON"),
                    body(door, api, "null", "null", "a JSON object is required as request body"),
                    body(door, api, "text after the object", "{} {}", "malformed JSON"),
                    body(door, api, "a member twice", "{\"x\":1,\"x\":2}", "malformed JSON"),
                    body(door, api, "deep nesting", "{\"x\":" + "[".repeat(5_000), "malformed JSON"),
                    body(door, api, "a number for text", "{\"" + member + "\":5}", member + " must be a string"),
                    body(door, api, "a boolean for text", "{\"" + member + "\":true}", member + " must be a string"),
                    body(door, api, "an array for text", "{\"" + member + "\":[\"a\"]}", member + " must be a string"),
                    refuses(door, "NUL in text", () -> answer(
                                    api, door, "{\"" + member + "\":\"a\\u0000b\"" + door.rest() + "}")
                            .isRefused(400)),
                    refuses(door, "half a surrogate pair", () -> answer(
                                    api, door, "{\"" + member + "\":\"\\ud800\"" + door.rest() + "}")
                            .isRefused(400)),
                    refuses(door, "bytes that are no text", () -> undecodable(door)),
                    refuses(door, "NUL in a query", () -> get(api, door.reads() + "?after=%00")
                            .isRefused(400)),
                    refuses(door, "limit 0", () -> get(api, door.reads() + "?limit=0")
                            .isRefused(400)),
                    refuses(door, "limit 101", () -> get(api, door.reads() + "?limit=101")
                            .isRefused(400)),
                    refuses(door, "a foreign cursor", () -> get(api, door.reads() + "?after=eyJ4Ijo")
                            .isRefused(400)),
                    refuses(door, "both cursors", () -> get(api, door.reads() + "?after=a&before=b")
                            .isRefused(400)),
                    refuses(door, "an account that is no UUID", () -> get(
                                    api, door.reads().replace(parent.id(), "7"))
                            .isRefused(400, "account_id must be a UUID")),
                    refuses(door, "an unknown path", () -> get(api, "/nothing").isRefused(404, "not found")),
                    refuses(door, "a wrong method", () -> {
                        Answer answer = api.call("PATCH", door.reads(), parent.key(), "{}");
                        answer.isRefused(405, "method not allowed");
                    }),
                    refuses(door, "a wrong media type", () -> api.call(
                                    "POST", door.writes(), parent.key(), "x", "Content-Type", "text/plain")
                            .isRefused(415, "content type must be application/json")),
                    refuses(door, "an announced body beyond the limit", () -> tooLarge(api, door)),
                    refuses(door, "a body of unknown length beyond the limit", () -> assertThat(unannounced(door))
                            .isIn(413, CONNECTION_ENDED)),
                    refuses(door, "text preferred", () -> {
                        Answer answer = api.call("GET", door.reads(), parent.key(), "", "Accept", "text/html");
                        answer.is(200);
                        assertThat(answer.header("content-type")).startsWith("application/json");
                    }));
        });
    }

    private interface Check {
        void run() throws Exception;
    }

    private static DynamicTest refuses(Door door, String what, Check check) {
        return DynamicTest.dynamicTest(door.service().artifact() + ": " + what, check::run);
    }

    private DynamicTest body(Door door, Api api, String what, String json, String message) {
        return refuses(door, what, () -> answer(api, door, json).isRefused(400, message));
    }

    private Answer answer(Api api, Door door, String json) {
        return api.call("POST", door.writes(), parent.key(), json, NO_HEADERS);
    }

    private Answer get(Api api, String path) {
        return api.call("GET", path, parent.key(), "");
    }

    private void undecodable(Door door) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + platform.port(door.service()) + door.writes()))
                .header("Authorization", "Bearer " + parent.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {0, 0x7b, 0, 0}))
                .build();
        new Api("").send(request).isRefused(400, "malformed JSON");
    }

    private void tooLarge(Api api, Door door) {
        answer(api, door, "{\"" + door.member() + "\":\"" + "x".repeat(28_000_000) + "\"}")
                .isRefused(413);
    }

    /** The framework ends the connection while the client still sends, without a body of its own. */
    private int unannounced(Door door) throws Exception {
        InputStream begin = stream("{\"" + door.member() + "\":\"");
        InputStream rest =
                new SequenceInputStream(Collections.enumeration(Collections.nCopies(30, "x".repeat(1_000_000)).stream()
                        .map(ErrorsFlowTest::stream)
                        .toList()));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + platform.port(door.service()) + door.writes()))
                .header("Authorization", "Bearer " + parent.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new SequenceInputStream(begin, rest)))
                .build();
        try (java.net.http.HttpClient http = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .build()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return CONNECTION_ENDED; // it may end before the client has looked for the answer
        }
    }

    @TestFactory
    Stream<DynamicTest> domain_names_of_any_kind_are_refused_and_never_fail() {
        Api api = platform.api();
        return Stream.of(
                        "x".repeat(5_000),
                        "\u00fc" + "x".repeat(5_000) + ".example.com",
                        "a..b",
                        "-a.com",
                        "a.1",
                        " ",
                        "a b.c")
                .map(name -> DynamicTest.dynamicTest(
                        "website " + name.substring(0, Math.min(12, name.length())), () -> api.call(
                                        "POST",
                                        "/v2/accounts/" + parent.id() + "/sub-accounts",
                                        parent.key(),
                                        "{\"name\":\"a\",\"website\":\"" + name + "\"}")
                                .isRefused(400)));
    }

    private static InputStream stream(String text) {
        return new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @TestFactory
    Stream<DynamicTest> numbers_are_whole_and_are_numbers() {
        Api api = platform.api();
        return List.of("\"5\"", "1.5", "1.0", "1e400", "99999999999999999999", "-1", "1000000001", "true", "[]")
                .stream()
                .map(value -> DynamicTest.dynamicTest("monthly_credit " + value, () -> api.call(
                                "POST",
                                "/v2/accounts/" + parent.id() + "/sub-accounts",
                                parent.key(),
                                "{\"name\":\"a\",\"website\":\"a.example.com\",\"monthly_credit\":" + value + "}")
                        .isRefused(400)));
    }
}

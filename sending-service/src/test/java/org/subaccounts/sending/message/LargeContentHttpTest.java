package org.subaccounts.sending.message;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class LargeContentHttpTest {
    private static final int HALF = 1_000_000;
    private static final long MORE_THAN_THERE_IS = Long.MAX_VALUE;

    @Inject
    ContentMemory memory;

    @Test
    void while_memory_is_full_what_is_large_is_told_to_come_again_and_what_is_small_goes_on() {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        JsonObject small = TestAccount.message(domain, "ann@example.org");
        JsonObject large =
                TestAccount.message(domain, "ann@example.org").put("text_content", "All of it. ".repeat(20_000));
        String smallId = account.send(small).then().statusCode(202).extract().path("data[0].id");
        String largeId = account.send(large).then().statusCode(202).extract().path("data[0].id");

        List<ContentMemory.Place> all = fill();
        try {
            account.send(small).then().statusCode(202);
            read(account, smallId).then().statusCode(200);
            refused(account.send(large));
            refused(read(account, largeId));
        } finally {
            all.forEach(ContentMemory.Place::leave);
        }

        account.send(large).then().statusCode(202);
        read(account, largeId).then().statusCode(200).body("message_id", equalTo(largeId));
    }

    /** Large and small, until one has to wait. */
    private List<ContentMemory.Place> fill() {
        List<ContentMemory.Place> all = new ArrayList<>();
        all.add(requireNonNull(memory.enter(UUID.randomUUID(), MORE_THAN_THERE_IS, () -> {})));
        AtomicBoolean in = new AtomicBoolean();
        do {
            in.set(false);
            all.add(requireNonNull(memory.enter(UUID.randomUUID(), ContentMemory.SMALL_BYTES / 4, () -> in.set(true))));
        } while (in.get());
        return all;
    }

    /** The body of a request that is upgraded would be read as fast as it comes. */
    @Test
    void nobody_is_upgraded_to_http_2_in_clear_text() throws Exception {
        TestAccount account = TestAccount.with();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + account.path("/messages")))
                .version(HttpClient.Version.HTTP_2)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .version())
                    .isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void while_memory_is_full_a_large_message_waits_in_the_queue_and_that_is_no_attempt() {
        TestAccount account = TestAccount.with();
        JsonObject large = TestAccount.message(account.verifiedDomain(), "ann@example.org")
                .put("text_content", "All of it. ".repeat(20_000))
                .put(
                        "schedule",
                        new JsonObject()
                                .put(
                                        "first_attempt",
                                        Instant.now().plusSeconds(2).toString()));
        String id = account.send(large).then().statusCode(202).extract().path("data[0].id");
        List<ContentMemory.Place> all = fill();
        try {
            Awaitility.await()
                    .pollDelay(ContentMemory.WAIT.plusSeconds(4))
                    .until(() -> !Set.of("Delivered", "Failed", "Bounced").contains(status(account)));
        } finally {
            all.forEach(ContentMemory.Place::leave);
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> status(account)
                .equals("Delivered"));
        read(account, id).then().body("num_attempts", equalTo(1));
    }

    private static String status(TestAccount account) {
        return account.request()
                .get(account.path("/messages?limit=1"))
                .then()
                .statusCode(200)
                .extract()
                .path("data[0].status");
    }

    /** In the meantime the lease of the key is over, so that it is asked for again while the body is half read. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_large_body_that_takes_its_time_is_taken(boolean idempotent) throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        byte[] body = TestAccount.message(domain, "ann@example.org")
                .put("text_content", "All of it. ".repeat(200_000))
                .toBuffer()
                .getBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + account.path("/messages")))
                .header("Authorization", "Bearer " + account.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(() -> new SequenceInputStream(
                                new ByteArrayInputStream(body, 0, HALF), new Late(body, HALF, body.length - HALF))),
                        body.length));
        if (idempotent) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }
    }

    @Test
    void who_sends_nothing_more_of_a_large_body_keeps_no_memory() throws Exception {
        try (Socket socket = begun(TestAccount.with())) {
            socket.setSoTimeout(30_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        memoryIsFree();
        Awaitility.await()
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().values())
                        .as("nobody waits for the rest")
                        .noneMatch(stack -> Arrays.toString(stack).contains("VertxInputStream")));
    }

    @Test
    void who_goes_away_within_a_large_body_keeps_no_memory() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        try (Socket _ = begun(TestAccount.with())) {
            Awaitility.await().until(() -> {
                full.set(true);
                requireNonNull(memory.enter(UUID.randomUUID(), MORE_THAN_THERE_IS, () -> full.set(false)))
                        .leave();
                return full.get();
            });
        }
        memoryIsFree();
    }

    /** More of them than there are threads for requests. */
    @Test
    void who_sends_smaller_bodies_slowly_keeps_no_thread() throws Exception {
        TestAccount other = TestAccount.with();
        String id = other.send(TestAccount.message(other.verifiedDomain(), "ann@example.org"))
                .path("data[0].id");
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                TestAccount account = TestAccount.with();
                for (int j = 0; j < 75; j++) {
                    slow.add(begun(account, 60_000, "x".repeat(20_000)));
                }
            }
            read(other, id).then().statusCode(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void other_operations_take_no_large_bodies() throws Exception {
        TestAccount account = TestAccount.with();
        JsonObject suppression = new JsonObject()
                .put("email", "ann@example.org")
                .put("expires_at", Instant.now().plusSeconds(60).toString())
                .put("reason", "x".repeat(1_100_000));
        account.request()
                .body(suppression.encode())
                .post(account.path("/suppressions"))
                .then()
                .statusCode(413)
                .body("message", equalTo("request body is larger than 1048576 bytes"));
        HttpRequest inPieces = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + account.path("/suppressions")))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + account.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(suppression.toBuffer().getBytes())))
                .build();
        List<ContentMemory.Place> all = fill();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(inPieces, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(503);
        } finally {
            all.forEach(ContentMemory.Place::leave);
        }
    }

    private static Socket begun(TestAccount account) throws IOException {
        return begun(account, 25_000_000, "");
    }

    private static Socket begun(TestAccount account, int length, String more) throws IOException {
        Socket socket = new Socket("localhost", RestAssured.port);
        String begun = """
                POST %s HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                {"subject": "Hello\
                """.formatted(account.path("/messages"), account.key(), length) + more;
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void memoryIsFree() {
        AtomicBoolean in = new AtomicBoolean();
        ContentMemory.Place next =
                requireNonNull(memory.enter(UUID.randomUUID(), MORE_THAN_THERE_IS, () -> in.set(true)));
        try {
            Awaitility.await().until(in::get);
        } finally {
            next.leave();
        }
    }

    @Test
    void an_idempotency_key_holds_for_all_of_a_large_body() {
        TestAccount account = TestAccount.with();
        JsonObject message = TestAccount.message(account.verifiedDomain(), "ann@example.org")
                .put("text_content", "All of it. ".repeat(20_000));
        String key = UUID.randomUUID().toString();
        Response first = withKey(account, key, message);
        first.then().statusCode(202);
        Response again = withKey(account, key, message);
        again.then().statusCode(202).header("Idempotent-Replayed", "true");
        assertThat(again.asString()).isEqualTo(first.asString());
        withKey(account, key, message.put("text_content", message.getString("text_content") + "x"))
                .then()
                .statusCode(422);
    }

    @Test
    void files_of_several_pieces_are_read_as_they_were_sent() {
        TestAccount account = TestAccount.with();
        byte[] large = new byte[5_000_001];
        new Random(5).nextBytes(large);
        byte[] onePiece = Arrays.copyOf(large, 512 * 1024);
        JsonObject message = TestAccount.message(account.verifiedDomain(), "ann@example.org")
                .put("attachments", List.of(file(onePiece), file(large), file(new byte[] {1})));
        String id = account.send(message).then().statusCode(202).extract().path("data[0].id");
        List<String> read =
                read(account, id).then().statusCode(200).extract().path("content_parsed.attachments.content");
        assertThat(read.stream().map(Base64.getMimeDecoder()::decode))
                .usingElementComparator(Arrays::compare)
                .containsExactly(onePiece, large, new byte[] {1});
    }

    private static JsonObject file(byte[] data) {
        return new JsonObject()
                .put("base64", true)
                .put("content_type", "application/pdf")
                .put("file_name", "a.pdf")
                .put("data", Base64.getEncoder().encodeToString(data));
    }

    @Test
    void texts_have_at_most_five_mebibytes_together() {
        TestAccount account = TestAccount.with();
        JsonObject message = TestAccount.message(account.verifiedDomain(), "ann@example.org")
                .put("sandbox", true)
                .put("text_content", "é".repeat(1024 * 1024))
                .put("html_content", "x".repeat(3 * 1024 * 1024));
        account.send(message).then().statusCode(202);
        account.send(message.put("amp_content", "x"))
                .then()
                .statusCode(400)
                .body("message", containsString("at most 5242880 bytes together"));
    }

    private static Response withKey(TestAccount account, String key, JsonObject message) {
        return account.request()
                .header("Idempotency-Key", key)
                .body(message.encode())
                .post(account.path("/messages"));
    }

    /** Comes later than the lease of a key lasts. */
    private static final class Late extends ByteArrayInputStream {
        private boolean waited;

        Late(byte[] bytes, int offset, int length) {
            super(bytes, offset, length);
        }

        @Override
        public synchronized int read(byte[] to, int offset, int length) {
            if (!waited) {
                waited = true;
                Awaitility.await().pollDelay(Duration.ofMillis(1_200)).until(() -> true);
            }
            return super.read(to, offset, length);
        }
    }

    private static Response read(TestAccount account, String id) {
        return account.request().get(account.path("/messages/{id}"), id);
    }

    private static void refused(Response answer) {
        answer.then()
                .statusCode(503)
                .header("Retry-After", "2")
                .body("message", containsString("too many large messages"));
    }
}

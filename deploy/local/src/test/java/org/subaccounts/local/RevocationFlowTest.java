package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.contracts.Topics;
import org.subaccounts.local.Api.Answer;
import org.subaccounts.local.TestPlatform.Account;
import org.subaccounts.platform.localinfra.KafkaBroker;
import org.subaccounts.platform.testkit.Promptly;

/**
 * Revocation and suspension hold everywhere at most one second after the call returned, under load, while Kafka is down; and
 * nobody is let in when key-service is.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RevocationFlowTest {
    /** Counted to when a call was sent: how long answers take on a busy machine is nothing that is asked here. */
    private static final Duration AT_MOST = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LATE_FOR = Duration.ofSeconds(1);
    private static final int CLIENTS = 10;
    private static final int LATE_CALLS = 10;

    private KafkaBroker kafka;
    private TestPlatform platform;
    private Account parent;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        int port = TestPlatform.freePort();
        kafka = KafkaBroker.start(directory.resolve("kafka"), port, TestPlatform.freePort());
        kafka.createTopics(Topics.ALL, 3);
        platform = new TestPlatform(directory)
                .with("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers())
                .with("PLATFORM_TOPIC_PREFIX", "")
                .start(PlatformService.values());
        parent = platform.openParent(true);
    }

    @AfterAll
    void stop() {
        platform.close();
        kafka.close();
    }

    /** A request that the load repeats, and the status that it gets while it is allowed. */
    private record Call(String method, String path, String body, int allowed) {
        static Call get(String path) {
            return new Call("GET", path, "", 200);
        }
    }

    /** When a request was sent, in nanoseconds, and what it got. */
    private record Seen(long sentNanos, int status) {}

    private record Load(Call call, Queue<Seen> seen) {
        List<Seen> sentAfter(long nanos) {
            return seen.stream().filter(one -> one.sentNanos() > nanos).toList();
        }
    }

    @Test
    @Order(3) // Kafka does not come back
    void nothing_is_accepted_a_second_after_the_call_returned_while_kafka_is_down() {
        Account child = platform.newChild(parent);
        String sub = "/v2/accounts/" + parent.id() + "/sub-accounts/" + child.id();
        String domain = platform.verifiedDomain(child);
        String own = "/v2/accounts/" + child.id();
        List<Call> calls = List.of(
                Call.get("/v2/ping"),
                Call.get(own + "/domains"),
                Call.get(own),
                new Call("POST", own + "/api-keys", "{\"label\":\"load\",\"scopes\":[\"domains:read\"]}", 201),
                new Call("POST", own + "/messages", message(domain), 202));
        kafka.close();

        refusedInTime(calls, child.key(), () -> platform.api()
                .call("POST", sub + "/suspend", parent.key(), "{\"reason\":\"unpaid\"}")
                .is(200));
        platform.api().call("POST", sub + "/unsuspend", parent.key(), "").is(200);
        accepted(calls, child.key());

        String second = platform.newChildKey(parent, child.id(), "\"*\"", "");
        String secondId = platform.api()
                .call("GET", sub + "/api-keys?limit=1", parent.key(), "")
                .body()
                .at("/data/0/id")
                .asText();
        refusedInTime(calls, second, () -> platform.api()
                .call("DELETE", sub + "/api-keys/" + secondId, parent.key(), "")
                .is(200));

        refusedInTime(calls, child.key(), () -> platform.api()
                .call(
                        "POST",
                        "/operator/v1/accounts/" + parent.id() + "/suspend",
                        platform.operator(),
                        "{\"reason\":\"fraud\"}")
                .is(200));
        platform.api()
                .call(
                        "POST",
                        "/operator/v1/accounts/" + parent.id() + "/reinstate",
                        platform.operator(),
                        "{\"reason\":\"cleared\"}")
                .is(200);
        accepted(calls, child.key());

        refusedInTime(calls, child.key(), () -> platform.api()
                .call("DELETE", sub, parent.key(), "")
                .is(200));
    }

    @Test
    @Order(1)
    void who_is_suspended_while_sending_a_body_is_refused_when_it_has_come() throws IOException {
        Account child = platform.newChild(parent);
        String sub = "/v2/accounts/" + parent.id() + "/sub-accounts/" + child.id();
        byte[] body = "{\"label\":\"slow\",\"scopes\":[\"domains:read\"]}".getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), platform.port(PlatformService.KEY))) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v2/accounts/" + child.id() + "/api-keys HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                            + "Authorization: Bearer " + child.key()
                            + "\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body, 0, 5);
            out.flush();
            pause(300);
            platform.api()
                    .call("POST", sub + "/suspend", parent.key(), "{\"reason\":\"unpaid\"}")
                    .is(200);
            pause(AT_MOST.toMillis());
            out.write(body, 5, body.length - 5);
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 401").endsWith("{\"message\":\"Account is suspended\"}");
        }
        assertThat(platform.api()
                        .call("GET", sub + "/api-keys", parent.key(), "")
                        .body()
                        .path("data")
                        .size())
                .as("only the key that it had")
                .isEqualTo(1);
    }

    @Test
    @Order(2)
    void without_key_service_leases_run_out_then_503_and_it_recovers_by_itself() throws IOException {
        Account child = platform.newChild(parent);
        String path = "/v2/accounts/" + child.id() + "/domains";
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> platform.api().call("GET", path, child.key(), "").status() == 200);

        platform.kill(PlatformService.KEY);
        Promptly.holds(AT_MOST.plusMillis(500), () -> answers(Call.get(path), child.key(), 503));
        Answer refused = platform.api().call("GET", path, child.key(), "");
        refused.isRefused(503, "API keys cannot be checked at the moment, please try again");
        platform.api().call("GET", path, "aha-sk-" + "x".repeat(64), "").isRefused(401); // junk needs nobody

        platform.start(PlatformService.KEY);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> platform.api().call("GET", path, child.key(), "").status() == 200);
    }

    private static String message(String domain) {
        return "{\"from\":{\"email\":\"news@" + domain + "\"},\"recipients\":[{\"email\":\"ada@example.net\"}],"
                + "\"subject\":\"Hello\",\"text_content\":\"Hello there\"}";
    }

    private void accepted(List<Call> calls, String key) {
        Promptly.holds(AT_MOST, () -> calls.forEach(call -> answers(call, key, call.allowed())));
    }

    private void answers(Call call, String key, int status) {
        assertThat(platform.api()
                        .call(call.method(), call.path(), key, call.body())
                        .status())
                .as(call.toString())
                .isEqualTo(status);
    }

    /** Clients use the key all the time while the change is made; what they get afterwards is looked at. */
    private void refusedInTime(List<Call> calls, String key, Runnable change) {
        Api api = platform.api();
        AtomicBoolean stop = new AtomicBoolean();
        List<Load> loads = calls.stream()
                .map(call -> new Load(call, new ConcurrentLinkedQueue<>()))
                .toList();
        List<Thread> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            Load load = loads.get(client % loads.size());
            Call call = load.call();
            HttpRequest request = api.request(call.method(), call.path(), key, call.body());
            clients.add(Thread.ofVirtual().start(() -> {
                while (!stop.get()) {
                    long sent = System.nanoTime();
                    load.seen().add(new Seen(sent, api.send(request).status()));
                }
            }));
        }
        Awaitility.await("each call is allowed").atMost(PATIENCE).until(() -> loads.stream()
                .allMatch(load -> load.seen().stream()
                        .anyMatch(one -> one.status() == load.call().allowed())));
        change.run();
        long late = System.nanoTime() + AT_MOST.toNanos();
        Awaitility.await("late calls were answered")
                .atMost(PATIENCE)
                .until(() -> System.nanoTime() > late + LATE_FOR.toNanos()
                        && loads.stream().allMatch(load -> load.sentAfter(late).size() > LATE_CALLS));
        stop.set(true);
        clients.forEach(RevocationFlowTest::join);

        for (Load load : loads) {
            assertThat(load.sentAfter(late)).as(load.call().toString()).allSatisfy(one -> assertThat(one.status())
                    .isEqualTo(401));
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

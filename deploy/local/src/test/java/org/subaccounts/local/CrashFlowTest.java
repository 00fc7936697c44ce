package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.local.Api.Answer;
import org.subaccounts.local.TestPlatform.Account;
import org.subaccounts.platform.testkit.TestDatabase;

/**
 * kill -9 of a service at each packet that it sends to its database while it creates something under an Idempotency-Key:
 * one effect or none, and the repeated request completes.
 */
class CrashFlowTest {
    private static final int MORE_PACKETS_THAN_A_CREATE_TAKES = 40;

    private final TestPlatform platform;
    private @Nullable PostgresDoor door;

    CrashFlowTest(@TempDir Path logs) {
        platform = new TestPlatform(logs).with("PLATFORM_IDEMPOTENCY_LEASE_SECONDS", "2");
    }

    @AfterEach
    void stop() throws IOException {
        platform.close();
        if (door != null) {
            door.close();
        }
    }

    @Test
    void creating_a_sub_account_survives_a_kill_at_each_step() throws IOException {
        PostgresDoor opened = start(PlatformService.ACCOUNT);
        Account parent = platform.openParent(true);
        String path = "/v2/accounts/" + parent.id() + "/sub-accounts";

        int steps = killAtEachStep(
                opened,
                PlatformService.ACCOUNT,
                parent,
                path,
                name -> "{\"name\":\"" + name + "\",\"website\":\"child.example.com\"}",
                "name");

        assertThat(steps).as("packets of one create").isGreaterThanOrEqualTo(3);
    }

    @Test
    void creating_a_key_survives_a_kill_at_each_step() throws IOException {
        PostgresDoor opened = start(PlatformService.KEY);
        Account parent = platform.openParent(true);
        Account child = platform.newChild(parent);
        String path = "/v2/accounts/" + parent.id() + "/sub-accounts/" + child.id() + "/api-keys";

        int steps = killAtEachStep(
                opened,
                PlatformService.KEY,
                parent,
                path,
                name -> "{\"label\":\"" + name + "\",\"scopes\":[\"domains:read\"]}",
                "label");

        assertThat(steps).as("packets of one create").isGreaterThanOrEqualTo(3);
    }

    private interface Body {
        String named(String name);
    }

    private PostgresDoor start(PlatformService killed) throws IOException {
        TestDatabase database = platform.database(killed);
        PostgresDoor opened = new PostgresDoor(database.host(), database.port());
        door = opened;
        platform.with(killed, "DATABASE_PORT", Integer.toString(opened.port()))
                .start(PlatformService.ACCOUNT, PlatformService.KEY);
        return opened;
    }

    private int killAtEachStep(
            PostgresDoor opened, PlatformService service, Account parent, String path, Body body, String member)
            throws IOException {
        for (int packet = 1; packet < MORE_PACKETS_THAN_A_CREATE_TAKES; packet++) {
            for (boolean goesOn : List.of(false, true)) {
                String name = "packet " + packet + (goesOn ? " sent " : " held ") + UUID.randomUUID();
                HttpRequest request =
                        platform.api().request("POST", path, parent.key(), body.named(name), "Idempotency-Key", name);
                platform.api().call("GET", path + "?limit=1", parent.key(), "").is(200); // all that is cached is warm

                opened.arm(packet, goesOn, () -> platform.kill(service));
                Optional<Answer> answered = send(request);
                if (!opened.disarm()) {
                    assertThat(answered.orElseThrow().status()).isEqualTo(201);
                    return packet - 1;
                }
                Awaitility.await().until(() -> !platform.isAlive(service));
                platform.start(service);

                List<JsonNode> afterTheKill = named(parent, path, member, name);
                assertThat(afterTheKill).hasSizeLessThanOrEqualTo(1);
                answered.filter(answer -> answer.status() == 201)
                        .ifPresent(answer -> assertThat(afterTheKill).hasSize(1));
                Answer repeated = repeat(request);
                assertThat(repeated.status()).as(name + ": " + repeated.body()).isEqualTo(201);
                assertThat(named(parent, path, member, name)).singleElement().satisfies(only -> assertThat(
                                only.path("id"))
                        .isEqualTo(repeated.body().path("id")));
                afterTheKill.forEach(early ->
                        assertThat(early.path("id")).isEqualTo(repeated.body().path("id")));
            }
        }
        throw new AssertionError("a create takes more packets than this test expects");
    }

    private Optional<Answer> send(HttpRequest request) {
        try {
            return Optional.of(platform.api().trySend(request));
        } catch (IOException e) {
            return Optional.empty(); // the entry port ends the connection when the service is killed
        }
    }

    /** As a client does: again and again while it is told that the first request still runs, or that nobody is there. */
    private Answer repeat(HttpRequest request) {
        List<Answer> last = new ArrayList<>();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    Answer answer = platform.api().send(request);
                    last.add(answer);
                    return answer.status() != 409 && answer.status() < 500;
                });
        return last.getLast();
    }

    private List<JsonNode> named(Account parent, String path, String member, String name) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode one : platform.api()
                .call("GET", path, parent.key(), "")
                .is(200)
                .body()
                .path("data")) {
            if (one.path(member).asText().equals(name)) {
                found.add(one);
            }
        }
        return found;
    }
}

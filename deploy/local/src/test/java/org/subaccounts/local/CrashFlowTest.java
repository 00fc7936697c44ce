package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.local.Api.Answer;
import org.subaccounts.local.TestPlatform.Account;
import org.subaccounts.platform.localinfra.ReceivedMail;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestMail;

/**
 * kill -9 of a service at each packet that it sends to its database while it creates something under an Idempotency-Key:
 * one effect or none, and the repeated request completes. At every fourth packet, or with {@code make torture} at each.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashFlowTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final boolean TORTURE = System.getProperty("torture.minutes") != null;
    private static final int STRIDE = TORTURE ? 1 : 4;
    private static final int MORE_PACKETS_THAN_A_CREATE_TAKES = 40;

    private TestPlatform platform;
    private final Map<PlatformService, PostgresDoor> doors = new EnumMap<>(PlatformService.class);

    /** Each service behind a door of its own. */
    @BeforeAll
    void start(@TempDir Path logs) throws IOException {
        platform = new TestPlatform(logs)
                .with("PLATFORM_IDEMPOTENCY_LEASE_SECONDS", "2")
                .with(PlatformService.SENDING, "SENDING_AUTOMATION_EVERY", "1s")
                .with(PlatformService.SENDING, "SENDING_DKIM_GRACE", "1s");
        for (PlatformService service : List.of(PlatformService.ACCOUNT, PlatformService.KEY, PlatformService.SENDING)) {
            TestDatabase database = platform.database(service);
            PostgresDoor door = new PostgresDoor(database.host(), database.port());
            doors.put(service, door);
            platform.with(service, "DATABASE_PORT", Integer.toString(door.port()));
        }
        platform.start(doors.keySet().toArray(PlatformService[]::new));
    }

    @AfterAll
    void stop() throws IOException {
        platform.close();
        for (PostgresDoor door : doors.values()) {
            door.close();
        }
    }

    private PostgresDoor door(PlatformService service) {
        return Objects.requireNonNull(doors.get(service));
    }

    @Test
    void creating_a_sub_account_survives_a_kill_at_each_step() throws IOException {
        Account parent = platform.openParent(true);

        killAtEachStep(
                PlatformService.ACCOUNT,
                new Creation(
                        parent.key(),
                        "/v2/accounts/" + parent.id() + "/sub-accounts",
                        "{\"name\":\"%s\",\"website\":\"child.example.com\"}",
                        "name"));
    }

    @Test
    void creating_a_key_survives_a_kill_at_each_step() throws IOException {
        Account parent = platform.openParent(true);
        Account child = platform.newChild(parent);

        killAtEachStep(
                PlatformService.KEY,
                new Creation(
                        parent.key(),
                        "/v2/accounts/" + parent.id() + "/sub-accounts/" + child.id() + "/api-keys",
                        "{\"label\":\"%s\",\"scopes\":[\"domains:read\"]}",
                        "label"));
    }

    @Test
    void accepting_a_message_survives_a_kill_at_each_step() throws IOException, SQLException {
        Account parent = platform.openParent(true);
        Account child = platform.newChild(parent);
        String domain = platform.verifiedDomain(child);

        int accepted = killAtEachStep(
                PlatformService.SENDING,
                new Creation(
                        child.key(),
                        "/v2/accounts/" + child.id() + "/messages",
                        "{\"from\":{\"email\":\"hello@" + domain
                                + "\"},\"recipients\":[{\"email\":\"ann@example.org\"}],"
                                + "\"subject\":\"%s\",\"text_content\":\"Hello\"}",
                        "subject"));

        assertThat(number("select sum(recipients) from accepted_count where account_id = '" + child.id() + "'"))
                .isEqualTo(accepted);
        assertThat(number(
                        "select count(*) from es_event where type = 'sending.MessageSent' and payload ->> 'accountId' = '"
                                + child.id() + "'"))
                .isEqualTo(accepted);
    }

    /** Whatever was stored when it was killed, each mail verifies, and the rotation comes to its end. */
    @Test
    void replacing_a_dkim_key_survives_a_kill_at_each_step() throws IOException, SQLException {
        Account child = platform.newChild(platform.openParent(true));
        String domain = platform.verifiedDomain(child);
        String rotate = "/operator/v1/domains/"
                + platform.api()
                        .call("GET", "/v2/accounts/" + child.id() + "/domains/" + domain, child.key(), "")
                        .text("id")
                + "/rotate-dkim";

        for (String step : List.of("DkimRotationStarted", "DkimRotated", "DkimKeyRetired")) {
            for (boolean stored : TORTURE ? List.of(false, true) : List.of(!step.equals("DkimRotated"))) {
                long before = rotations("DkimKeyRetired");
                door(PlatformService.SENDING)
                        .armAt("sending." + step, 1, stored, () -> platform.kill(PlatformService.SENDING));
                Optional<Answer> begun = send(platform.api().request("POST", rotate, platform.operator(), ""));
                begun.ifPresent(answer -> assertThat(answer.status()).isIn(202, 502, 504));
                Awaitility.await().atMost(SOON).until(() -> !platform.isAlive(PlatformService.SENDING));
                platform.start(PlatformService.SENDING);

                assertThat(signerOfNextMail(child, domain))
                        .as(step + " " + stored)
                        .isEqualTo(domain);
                Awaitility.await().atMost(SOON).until(() -> List.of(202, 409)
                        .contains(platform.api()
                                .call("POST", rotate, platform.operator(), "")
                                .status()));
                Awaitility.await().atMost(SOON).until(() -> rotations("DkimKeyRetired") > before);
                Awaitility.await()
                        .atMost(SOON)
                        .until(() -> rotations("DkimKeyRetired") == rotations("DkimRotationStarted"));
                assertThat(signerOfNextMail(child, domain))
                        .as(step + " " + stored)
                        .isEqualTo(domain);
            }
        }
    }

    private long rotations(String step) throws SQLException {
        return number("select count(*) from es_event where type = 'sending." + step + "'");
    }

    private String signerOfNextMail(Account account, String domain) {
        String to = "r" + UUID.randomUUID() + "@example.org";
        platform.api()
                .call(
                        "POST",
                        "/v2/accounts/" + account.id() + "/messages",
                        account.key(),
                        "{\"from\":{\"email\":\"hello@" + domain + "\"},\"recipients\":[{\"email\":\"" + to
                                + "\"}],\"subject\":\"Hello\",\"text_content\":\"Hello\"}")
                .is(202);
        TestMail mail = TestInfrastructure.get().mail();
        List<ReceivedMail> received =
                Awaitility.await().atMost(SOON).until(() -> mail.receivedBy(to), mails -> !mails.isEmpty());
        return new DkimCheck(TestInfrastructure.get().dns().address()).signingDomain(mail.raw(received.getFirst()));
    }

    /** What is created by whom. {@code body}: a format; {@code member}: where lists show what was put into it. */
    private record Creation(String key, String path, String body, String member) {
        /** Messages are listed under another name than the request's answer has. */
        private static String id(JsonNode shown) {
            return shown.has("message_id")
                    ? shown.path("message_id").asText()
                    : shown.at(shown.has("id") ? "/id" : "/data/0/id").asText();
        }
    }

    /** Each packet is let through, so what is there before the next one is what a kill leaves. Returns how many were created. */
    private int killAtEachStep(PlatformService service, Creation creation) throws IOException {
        PostgresDoor door = door(service);
        int requests = 0;
        for (int packet = 1; packet < MORE_PACKETS_THAN_A_CREATE_TAKES; packet += STRIDE) {
            String name = "packet " + packet + " " + UUID.randomUUID();
            HttpRequest request = platform.api()
                    .request(
                            "POST",
                            creation.path(),
                            creation.key(),
                            creation.body().formatted(name),
                            "Idempotency-Key",
                            name);
            // all that is cached is warm, and the neighbours have found the service again
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> platform.api()
                                    .call("GET", creation.path() + "?limit=1", creation.key(), "")
                                    .status()
                            == 200);

            door.arm(packet, true, () -> platform.kill(service));
            Optional<Answer> answered = send(request);
            requests++;
            if (!door.disarm()) {
                assertThat(answered.orElseThrow().status()).isIn(201, 202);
                assertThat(packet).as("packets of one create").isGreaterThan(3);
                return requests;
            }
            Awaitility.await().atMost(SOON).until(() -> !platform.isAlive(service));
            platform.start(service);

            List<JsonNode> afterTheKill = named(creation, name);
            assertThat(afterTheKill).hasSizeLessThanOrEqualTo(1);
            answered.filter(answer -> answer.status() < 300)
                    .ifPresent(answer -> assertThat(afterTheKill).hasSize(1));
            Answer repeated = repeat(request);
            assertThat(repeated.status()).as(name + ": " + repeated.body()).isIn(201, 202);
            List<JsonNode> created = named(creation, name);
            assertThat(created)
                    .extracting(Creation::id)
                    .containsExactly(Creation.id(repeated.body()))
                    .containsAll(afterTheKill.stream().map(Creation::id).toList());
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
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
            Answer answer = platform.api().send(request);
            last.add(answer);
            return answer.status() != 409 && answer.status() < 500;
        });
        return last.getLast();
    }

    private List<JsonNode> named(Creation creation, String name) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode one : platform.api()
                .call("GET", creation.path(), creation.key(), "")
                .is(200)
                .body()
                .path("data")) {
            if (one.path(creation.member()).asText().equals(name)) {
                found.add(one);
            }
        }
        return found;
    }

    private long number(String query) throws SQLException {
        TestDatabase database = platform.database(PlatformService.SENDING);
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + database.host() + ":" + database.port() + "/" + database.name(),
                        database.user(),
                        database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}

package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.localinfra.ProcessMemory;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.sending.message.deliver.RelayDouble.Stage;

/** kill -9 of the delivery in each phase: nothing is lost, and sent twice is only what the relay had taken without our knowing. */
class DeliveryCrashTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ENDED = "select count(*) from message where status = 'delivered'";
    private static final String EVENTS = "select count(*) from es_event where type = 'sending.MessageDelivered'";

    private final DeliveryDatabase database = new DeliveryDatabase();
    private final RelayDouble relay;

    DeliveryCrashTest() throws IOException {
        relay = new RelayDouble();
    }

    @AfterEach
    void stop() throws IOException {
        relay.close();
        database.close();
    }

    /** In which phase it is killed, and how often the mail is then sent. */
    private record Phase(Stage stage, int times) {}

    /** All phases at once, each with a database and a relay of its own: most of the time they wait for leases to end. */
    @Test
    void whatIsUnderWayWhenItsWorkerIsKilledIsSentByTheNext() {
        List<Phase> phases = List.of(
                new Phase(Stage.GREETING, 1),
                new Phase(Stage.EHLO, 1),
                new Phase(Stage.RCPT, 1),
                new Phase(Stage.DATA, 1),
                new Phase(Stage.CONTENT, 1),
                new Phase(Stage.TAKEN, 2));
        assertThat(AtOnce.times(phases.size(), i -> sentTimes(phases.get(i).stage())))
                .containsExactlyElementsOf(phases.stream().map(Phase::times).toList());
    }

    private static int sentTimes(Stage stage) {
        try {
            DeliveryCrashTest alone = new DeliveryCrashTest();
            try {
                return alone.sentTimesWhenKilledAt(stage);
            } finally {
                alone.stop();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(stage.toString(), e);
        }
    }

    private int sentTimesWhenKilledAt(Stage stage) throws IOException, InterruptedException {
        relay.at(stage, RelayDouble.HANG);
        UUID account = UUID.randomUUID();
        database.queue(account, 1);
        Process killed = DeliveryProcess.start(database, relay.port());
        assertThat(relay.reached().await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        kill(killed);
        relay.wellAgain();
        Process next = DeliveryProcess.start(database, relay.port());
        try {
            awaitDelivered(account);
        } finally {
            kill(next);
        }
        return sentTimes(account);
    }

    @Test
    void betweenTheAnswerOfTheRelayAndOurCommitAMessageCanBeSentTwice() throws Exception {
        UUID account = UUID.randomUUID();
        database.queue(account, 1);
        // whoever holds the message's row keeps the outcome from being recorded
        var holder = database.pool()
                .getConnection()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        var transaction =
                holder.begin().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        holder.query("select 1 from message for update")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        Process killed = DeliveryProcess.start(database, relay.port());
        await().atMost(PATIENCE)
                .until(() -> relay.taken().size() == 1
                        && database.count(
                                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                                > 0);
        kill(killed);
        transaction.rollback().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        var unused = holder.close();
        Process next = DeliveryProcess.start(database, relay.port());
        try {
            awaitDelivered(account);
        } finally {
            kill(next);
        }
        assertThat(sentTimes(account)).isEqualTo(2);
    }

    @Test
    void whoeverIsKilledAtAnyMomentEveryMessageArrives() throws Exception {
        int count = 300;
        database.queue(UUID.randomUUID(), count / 2);
        database.queue(UUID.randomUUID(), count / 2);
        Random random = new Random();
        int kills = 3;
        for (int i = 1; i <= kills; i++) {
            int goal = Math.min(count - 50, relay.taken().size() + 20 + random.nextInt(60));
            Process process = DeliveryProcess.start(database, relay.port());
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> relay.taken().size() >= goal);
            kill(process);
        }
        Process last = DeliveryProcess.start(database, relay.port());
        try {
            await().atMost(PATIENCE).until(() -> database.count(ENDED) == count);
        } finally {
            kill(last);
        }
        Map<String, Long> times = relay.taken().stream()
                .collect(Collectors.groupingBy(RelayDouble.Taken::recipient, Collectors.counting()));
        assertThat(times).hasSize(count);
        // at most what was under way when a worker was killed
        assertThat(relay.taken().size() - count)
                .isLessThanOrEqualTo(kills * DeliveryParts.delivery(PATIENCE).maxInFlight());
        assertThat(database.count(EVENTS)).isEqualTo(count);
        assertThat(database.count("select count(*) from message_queue")).isZero();
    }

    /** As a service: 160 MB of heap. The budget in bytes lets one of these through at a time, whatever else is queued. */
    @Test
    void largeMailIsSentInBoundedMemory() throws Exception {
        int count = 3;
        for (int i = 0; i < count; i++) {
            database.queue(new UUID(0, i), 1);
        }
        database.run("""
                insert into message_attachment (keep_day, content_id, position, piece, file_name, content_type, disposition, data)
                select keep_day, id, 1, piece, 'large.txt', 'text/plain', 'attachment',
                       convert_to(repeat('0123456789 abcdefg\n\n', 25000), 'UTF8')
                  from message_content, generate_series(0, 39) as piece""");
        database.run("update message_queue set content_bytes = 20000000");
        Process process =
                DeliveryProcess.start(database, relay.port(), Duration.ofSeconds(60), "-XX:+TieredCompilation");
        try {
            await().atMost(Duration.ofMinutes(3)).until(() -> database.count(ENDED) == count);
            assertThat(ProcessMemory.peakMiB(process.pid())).isLessThan(400);
        } finally {
            kill(process);
        }
        assertThat(relay.taken())
                .allSatisfy(taken -> assertThat(taken.raw().length()).isGreaterThan(26_000_000));
    }

    private void awaitDelivered(UUID account) {
        await().atMost(PATIENCE).until(() -> database.count(ENDED + " and account_id = $1", account) == 1);
    }

    /** How often the relay took the account's one message; what is recorded of it is right in any case. */
    private int sentTimes(UUID account) {
        String recipient = "r1@"
                + database.run("select content_id from message where account_id = $1", account)
                        .iterator()
                        .next()
                        .getUUID(0)
                + ".example";
        List<RelayDouble.Taken> sent = relay.taken().stream()
                .filter(taken -> taken.recipient().equals(recipient))
                .toList();
        assertThat(sent.stream().map(DeliveryCrashTest::messageId).distinct())
                .as("the same Message-ID and Date")
                .hasSize(1);
        assertThat(database.count(EVENTS + " and payload ->> 'accountId' = $1", account.toString()))
                .isEqualTo(1);
        assertThat(database.count("select count(*) from message_queue where account_id = $1", account))
                .isZero();
        assertThat(database.count("select max(attempts)::bigint from message where account_id = $1", account))
                .isGreaterThanOrEqualTo(2);
        return sent.size();
    }

    private static String messageId(RelayDouble.Taken taken) {
        return taken.raw()
                .lines()
                .filter(line -> line.startsWith("Message-ID:") || line.startsWith("Date:"))
                .collect(Collectors.joining());
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        process.onExit().join();
    }
}

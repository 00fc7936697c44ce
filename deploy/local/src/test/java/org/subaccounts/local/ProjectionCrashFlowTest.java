package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Usage equals what was acknowledged, however consumers, Kafka and PostgreSQL are killed. Goes once through every disturbance,
 * or for {@code torture.minutes} (TORTURE_MINUTES) again and again; {@code torture.seed} (TORTURE_SEED) repeats a run as far as
 * processes can be repeated.
 */
class ProjectionCrashFlowTest {
    private static final long SEED = setting("seed").orElseGet(ThreadLocalRandom.current()::nextLong);
    private static final Duration LONG_FORM =
            Duration.ofMinutes(setting("minutes").orElse(0L));
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PACE = Duration.ofMillis(20);
    private static final int EVENTS_PER_TRANSACTION = 200;
    private static final int MORE_PACKETS_THAN_A_BATCH_TAKES = 30;

    private static Path directory;
    private static KafkaBrokerProcess kafka;
    private static PostgresProcess postgres;

    @BeforeAll
    static void startServers(@TempDir Path temporary) throws IOException {
        directory = temporary;
        kafka = new KafkaBrokerProcess(directory.resolve("kafka"));
        kafka.start();
        postgres = new PostgresProcess(directory.resolve("postgresql"), directory.resolve("binaries"));
        postgres.start();
    }

    @AfterAll
    static void stopServers() {
        kafka.close();
        postgres.close();
    }

    private static Optional<Long> setting(String name) {
        return Optional.ofNullable(System.getProperty("torture." + name))
                .or(() -> Optional.ofNullable(System.getenv("TORTURE_" + name.toUpperCase(java.util.Locale.ROOT))))
                .filter(value -> !value.isBlank())
                .map(Long::valueOf);
    }

    private enum Disturbance {
        KILL_A_REPLICA,
        KILL_BOTH_REPLICAS,
        KILL_KAFKA,
        KILL_POSTGRESQL,
        STOP_A_REPLICA,
        FREEZE_A_REPLICA
    }

    @Test
    void usage_is_what_was_acknowledged_however_consumers_kafka_and_postgresql_are_killed() throws Exception {
        Random random = new Random(SEED);
        long end = System.nanoTime() + LONG_FORM.toNanos();
        try (BillingWorld world =
                new BillingWorld(kafka, postgres, "crashes", postgres.port(), 2, 2, directory, SEED)) {
            world.awaitReady();
            int round = 0;
            do {
                round++;
                List<String> history = new ArrayList<>(List.of("seed " + SEED + ", round " + round));
                try {
                    round(world, random, history);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(String.join("\n", history) + "\n" + world.lastLines(), e);
                }
                System.out.println(String.join("; ", history));
            } while (System.nanoTime() - end < 0);
        }
    }

    /** While the sources send, each disturbance once, in some order; then everything is up and compared. */
    private static void round(BillingWorld world, Random random, List<String> history) throws Exception {
        AtomicBoolean sending = new AtomicBoolean(true);
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> sent = world.sources().stream()
                    .map(source -> CompletableFuture.runAsync(
                            () -> {
                                while (sending.get()) {
                                    source.send(EVENTS_PER_TRANSACTION);
                                    LockSupport.parkNanos(PACE.toNanos());
                                }
                            },
                            senders))
                    .toList();
            try {
                List<Disturbance> disturbances = Arrays.asList(Disturbance.values());
                Collections.shuffle(disturbances, random);
                for (Disturbance disturbance : disturbances) {
                    awaitSomeMoment(world, random, history);
                    history.add(disturbance.toString());
                    disturb(world, disturbance, random);
                }
                awaitSomeMoment(world, random, history);
            } finally {
                sending.set(false);
            }
            for (CompletableFuture<Void> one : sent) {
                one.join();
            }
        }
        world.sources().getFirst().sendToAll();
        world.awaitNoLag();
        world.awaitReady();
        world.sources().forEach(source -> history.add(source.toString()));
        world.requireExactly(history.getFirst());
    }

    /** Most often while events are applied; sometimes at once, when the last disturbance is still felt. */
    private static void awaitSomeMoment(BillingWorld world, Random random, List<String> history) throws SQLException {
        if (random.nextInt(4) == 0) {
            history.add("(at once)");
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(1_500)).toNanos());
            return;
        }
        long more = random.nextInt(1, 4_000);
        long wanted = world.requireAgreement(history.getFirst()) + more;
        Awaitility.await("usage grows")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    world.startAll();
                    return world.requireAgreement(history.getFirst()) >= wanted;
                });
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(100)).toNanos());
    }

    private static void disturb(BillingWorld world, Disturbance disturbance, Random random) throws IOException {
        BillingReplica victim = world.replica(random.nextInt(2));
        switch (disturbance) {
            case KILL_A_REPLICA -> victim.kill();
            case KILL_BOTH_REPLICAS -> world.replicas().forEach(BillingReplica::kill);
            case STOP_A_REPLICA -> victim.stop();
            case KILL_KAFKA -> {
                kafka.kill();
                kafka.start();
            }
            case KILL_POSTGRESQL -> {
                postgres.kill();
                postgres.start();
            }
            case FREEZE_A_REPLICA -> freeze(victim);
        }
        world.startAll();
    }

    /** Until its partitions belong to others; then it goes on with what it was doing. The next disturbances do not wait for it. */
    private static void freeze(BillingReplica victim) {
        victim.freeze();
        CompletableFuture.delayedExecutor(
                        BillingReplica.SESSION_TIMEOUT.plusMillis(1_500).toMillis(), TimeUnit.MILLISECONDS)
                .execute(victim::thaw);
    }

    private enum Victim {
        REPLICA,
        KAFKA,
        POSTGRESQL
    }

    @ParameterizedTest
    @EnumSource(Victim.class)
    void a_kill_at_each_packet_to_postgresql_counts_once(Victim victim) throws Exception {
        String name = "packets_" + victim.name().toLowerCase(Locale.ROOT);
        try (PostgresDoor door = new PostgresDoor("127.0.0.1", postgres.port());
                BillingWorld world = new BillingWorld(kafka, postgres, name, door.port(), 1, 1, directory, SEED);
                Admin admin = world.admin()) {
            world.sources().getFirst().sendToAll();
            int steps = killAtEachPacket(victim, world, door, admin);
            assertThat(steps).as("packets of one batch").isGreaterThanOrEqualTo(2);
        }
    }

    /** A packet that is held leaves the database as the one before it did, so the short form only lets them go on. */
    private static int killAtEachPacket(Victim victim, BillingWorld world, PostgresDoor door, Admin admin)
            throws Exception {
        for (int packet = 1; packet < MORE_PACKETS_THAN_A_BATCH_TAKES; packet++) {
            for (boolean goesOn : LONG_FORM.isZero() ? List.of(true) : List.of(false, true)) {
                String context = "seed " + SEED + ", packet " + packet + (goesOn ? " sent" : " held") + ", " + victim;
                world.awaitNoLag();
                world.requireExactly(context);

                AtomicBoolean killed = new AtomicBoolean();
                door.arm(packet, goesOn, () -> {
                    kill(victim, world);
                    killed.set(true);
                });
                world.sources().getFirst().sendToAll();
                Awaitility.await(context)
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(10))
                        .ignoreExceptions() // of asking what is being killed
                        .until(() -> killed.get() || world.hasNoLag(admin));
                if (!door.disarm()) {
                    world.requireExactly(context);
                    return packet - 1;
                }
                Awaitility.await().atMost(PATIENCE).until(killed::get);
                if (victim == Victim.REPLICA) {
                    world.forgetDeadMembers(admin);
                }
                world.startAll();
            }
        }
        throw new AssertionError("a batch takes more packets than this test expects");
    }

    /** Servers are started again at once: the source that is sending waits for them. */
    private static void kill(Victim victim, BillingWorld world) {
        try {
            switch (victim) {
                case REPLICA -> world.replica(0).kill();
                case KAFKA -> {
                    kafka.kill();
                    kafka.start();
                }
                case POSTGRESQL -> {
                    postgres.kill();
                    postgres.start();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_topic_that_was_truncated_is_refused_and_not_read_from_elsewhere() throws Exception {
        try (BillingWorld world = new BillingWorld(kafka, postgres, "gaps", postgres.port(), 1, 1, directory, SEED);
                Admin admin = world.admin()) {
            world.sources().getFirst().sendToAll();
            world.awaitNoLag();
            world.replica(0).kill();
            world.forgetDeadMembers(admin);
            BillingWorld.Counted before = world.counted();

            world.sources().getFirst().sendToAll();
            deleteAllRecords(world, admin);
            world.sources().getFirst().sendToAll();
            world.startAll();

            Awaitility.await("refused")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> world.replica(0).health().status() == 503
                            && world.replica(0).health().body().contains("records were deleted before they were read"));
            assertThat(world.counted()).isEqualTo(before);
            assertThat(world.replica(0).lines())
                    .anyMatch(line -> line.contains("ERROR")
                            && line.contains("billing-usage")
                            && line.contains("Nothing is read until somebody decides"));
        }
    }

    private static void deleteAllRecords(BillingWorld world, Admin admin)
            throws ExecutionException, InterruptedException {
        Map<org.apache.kafka.common.TopicPartition, RecordsToDelete> all = admin
                .listOffsets(world.partitions().stream()
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        end -> RecordsToDelete.beforeOffset(end.getValue().offset())));
        var unused = admin.deleteRecords(all).all().get();
    }
}

package org.subaccounts.platform.messaging;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrashTest {
    private static final int ROUNDS = 2;
    private static final int EVENTS_PER_TRANSACTION = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Address address = Address.fresh();
    private final List<UUID> accounts =
            Stream.generate(UUID::randomUUID).limit(5).toList();
    private final AtomicBoolean appending = new AtomicBoolean(true);
    private final AtomicInteger appended = new AtomicInteger();

    @Test
    void however_publisher_and_consumer_are_killed_every_event_has_its_effect_once_and_in_order() throws Exception {
        Process publisher = ReplicaProcess.publisher(address);
        Process consumer = ReplicaProcess.consumer(address);
        try (Replica replica = new Replica(address)) {
            Thread appender = Thread.ofPlatform().daemon().start(() -> append(replica));
            for (int round = 0; round < ROUNDS; round++) {
                awaitProgress(replica);
                publisher = killed(publisher, ReplicaProcess.publisher(address));
                awaitProgress(replica);
                publisher = killed(publisher, ReplicaProcess.publisher(address));
                awaitProgress(replica);
                consumer = killed(consumer, ReplicaProcess.consumer(address));
            }
            awaitProgress(replica);
            appending.set(false);
            appender.join();
            int all = appended.get() * accounts.size();
            await().atMost(PATIENCE).until(() -> Seen.count(replica) >= all);
            for (UUID account : accounts) {
                Seen.requireExactly(replica, account, appended.get());
            }
        } finally {
            publisher.destroyForcibly();
            consumer.destroyForcibly();
        }
    }

    @Test
    void however_two_gathering_consumers_are_killed_and_rebalanced_every_event_has_its_effect_once_and_in_order()
            throws Exception {
        Process publisher = ReplicaProcess.publisher(address);
        Process one = ReplicaProcess.gatherer(address);
        Process other = ReplicaProcess.gatherer(address);
        try (Replica replica = new Replica(address)) {
            Thread appender = Thread.ofPlatform().daemon().start(() -> append(replica));
            for (int round = 0; round < ROUNDS; round++) {
                awaitProgress(replica);
                one = killed(one, ReplicaProcess.gatherer(address));
                awaitProgress(replica);
                other.destroy(); // orderly: its group is rebalanced at once
                other.onExit().join();
                awaitProgress(replica);
                other = ReplicaProcess.gatherer(address);
            }
            awaitProgress(replica);
            appending.set(false);
            appender.join();
            int all = appended.get() * accounts.size();
            await().atMost(PATIENCE).until(() -> Seen.count(replica) >= all);
            for (UUID account : accounts) {
                Seen.requireExactly(replica, account, appended.get());
            }
        } finally {
            publisher.destroyForcibly();
            one.destroyForcibly();
            other.destroyForcibly();
        }
    }

    private void append(Replica replica) {
        while (appending.get()) {
            int from = appended.get();
            accounts.forEach(account -> replica.append(account, from, from + EVENTS_PER_TRANSACTION));
            appended.addAndGet(EVENTS_PER_TRANSACTION);
        }
    }

    /** Returns at some moment while events flow. */
    private static void awaitProgress(Replica replica) {
        int before = Seen.count(replica);
        int wanted = before + ThreadLocalRandom.current().nextInt(1, 1_500);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(3)).until(() -> Seen.count(replica) >= wanted);
    }

    /** Kills with SIGKILL, when its successor is already starting. */
    private static Process killed(Process victim, Process successor) {
        victim.destroyForcibly();
        victim.onExit().join();
        return successor;
    }
}

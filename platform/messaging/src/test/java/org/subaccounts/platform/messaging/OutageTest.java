package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.platform.localinfra.KafkaBroker;
import org.subaccounts.platform.messaging.PublisherStatus.Phase;
import org.subaccounts.platform.testkit.TestInfrastructure;

class OutageTest {
    private static final UUID ACCOUNT = UUID.fromString("0190a000-0000-7000-8000-000000000001");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void while_postgres_is_away_the_publisher_waits_and_then_goes_on_by_itself() {
        Address address = Address.fresh();
        try (Replica replica = new Replica(address);
                ConsumerLoop _ = new ConsumerLoop(replica)) {
            PublisherStatus status = replica.publish();
            replica.append(ACCOUNT, 0, 10);
            await().atMost(PATIENCE).until(() -> Seen.count(replica) == 10);

            try (DatabaseOutage _ = new DatabaseOutage(address)) {
                await().atMost(PATIENCE).until(() -> status.phase() == Phase.FAILING);
                assertThat(status.failure()).isNotBlank();
            }

            await().atMost(Duration.ofSeconds(15)).until(() -> status.phase() == Phase.ACTIVE);
            replica.append(ACCOUNT, 10, 20);
            await().atMost(PATIENCE).until(() -> Seen.count(replica) >= 20);
            Seen.requireExactly(replica, ACCOUNT, 20);
        }
    }

    @Test
    void while_kafka_is_away_events_wait_in_the_store(@TempDir Path directory) throws Exception {
        int port = freePort();
        int controllerPort = freePort();
        String bootstrap = "127.0.0.1:" + port;
        String uri = Address.migrated(TestInfrastructure.get()).uri();
        Address address = new Address(uri, bootstrap, "outage-");
        try (Replica replica = new Replica(address)) {
            PublisherStatus status;
            try (KafkaBroker broker = KafkaBroker.start(directory, port, controllerPort)) {
                broker.createTopics(List.of(address.topic()), 3);
                status = replica.publish();
                replica.append(ACCOUNT, 0, 10);
                await().atMost(PATIENCE).until(() -> published(address, 10));
            }
            replica.append(ACCOUNT, 10, 20);
            await().atMost(PATIENCE).until(() -> status.phase() == Phase.FAILING);
            await().atMost(PATIENCE).until(() -> status.lagSeconds() > 0);

            try (KafkaBroker _ = KafkaBroker.start(directory, port, controllerPort);
                    ConsumerLoop _ = new ConsumerLoop(replica)) {
                await().atMost(PATIENCE).until(() -> Seen.count(replica) >= 20);
                Seen.requireExactly(replica, ACCOUNT, 20);
                assertThat(status.phase()).isEqualTo(Phase.ACTIVE);
            }
        }
    }

    private static boolean published(Address address, int count) {
        try (TopicReader reader = new TopicReader(address)) {
            return reader.next().count() >= count;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

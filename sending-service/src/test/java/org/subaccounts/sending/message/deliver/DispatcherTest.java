package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.message.ContentMemory;

/** The running delivery, on a database and to a relay that have bad times. */
class DispatcherTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final UUID ACCOUNT = UUID.fromString("01890000-0000-7000-8000-0000000000a1");
    /** Longer than what is tried again in quick succession, shorter than the lease. */
    private static final long OUTAGE_SECONDS = 8;

    private final DeliveryDatabase database = new DeliveryDatabase();
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private RelayDouble server;
    private Relay relay;
    private Dispatcher dispatcher;

    @BeforeEach
    void start() throws IOException {
        server = new RelayDouble();
        DeliverySettings settings = DeliveryParts.delivery(Duration.ofSeconds(61));
        MessageQueue queue = new MessageQueue(database.pool(), new PlatformHosts("mail.example.net"));
        relay = DeliveryParts.relay(server.port(), Duration.ofSeconds(60), meters);
        Outcomes outcomes = new Outcomes(database.pool(), DeliveryProcess.recording(database.pool()), settings, meters);
        ContentMemory memory = new ContentMemory(new MemorySize(BigInteger.valueOf(80_000_000)));
        dispatcher = new Dispatcher(vertx, queue, new Attempts(queue, relay, outcomes, memory), settings);
    }

    @AfterEach
    void stop() throws Exception {
        server.release();
        dispatcher.stop();
        relay.close();
        server.close();
        database.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatTheRelayTookWhileTheDatabaseWasAwayIsRecordedWhenItIsBackAndNotSentAgain() throws Exception {
        database.queue(ACCOUNT, 1);
        server.at(RelayDouble.Stage.TAKEN, RelayDouble.HOLD);
        dispatcher.start();
        assertThat(server.reached().await(30, TimeUnit.SECONDS)).isTrue();

        try (DeliveryDatabase.Outage _ = database.outage()) {
            server.release();
            server.wellAgain();
            TimeUnit.SECONDS.sleep(OUTAGE_SECONDS);
        }

        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> database.count("select count(*) from message where status = 'delivered'") == 1);
        assertThat(database.count("select count(*) from message_queue")).isZero();
        assertThat(server.taken()).hasSize(1);
    }

    @Test
    void largeMailThatHangsAtTheRelayHoldsUpNoSmallMailOfOthers() throws Exception {
        database.queue(ACCOUNT, 5, 17_000_000);
        server.at(RelayDouble.Stage.MAIL, RelayDouble.HOLD);
        dispatcher.start();
        assertThat(server.reached().await(30, TimeUnit.SECONDS)).isTrue();
        server.wellAgain(); // for those that come now; the first one waits on

        database.queue(UUID.fromString("01890000-0000-7000-8000-0000000000a2"), 3);

        await().atMost(SOON).until(() -> server.taken().size() == 3);
        assertThat(database.count(
                        "select count(*) from message_queue where account_id = $1 and lease is not null", ACCOUNT))
                .isEqualTo(1);
    }
}

package org.subaccounts.sending.message.deliver;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.subaccounts.platform.eventstore.AppendSignal;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.Outbox;
import org.subaccounts.platform.localinfra.ChildProcesses;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.message.BouncedAddresses;
import org.subaccounts.sending.message.ContentMemory;
import org.subaccounts.sending.message.EndRecording;
import org.subaccounts.sending.reputation.Reputation;
import org.subaccounts.sending.reputation.ReputationSettings;
import org.subaccounts.sending.suppression.Suppressions;

/** The delivery in a process of its own, made to be killed. */
final class DeliveryProcess {
    static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);

    private DeliveryProcess() {}

    static Process start(DeliveryDatabase database, int relayPort) throws IOException {
        return start(database, relayPort, SEND_TIMEOUT, "-XX:TieredStopAtLevel=1"); // which is enough for some mails
    }

    static Process start(DeliveryDatabase database, int relayPort, Duration sendTimeout, String compiler)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                compiler,
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                DeliveryProcess.class.getName(),
                database.uri(),
                Integer.toString(relayPort),
                sendTimeout.toString());
        return ChildProcesses.start(
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                Path.of("target", "delivery-process.log").toFile())),
                ChildProcesses.Signal.KILL);
    }

    public static void main(String[] arguments) throws InterruptedException {
        Uni.createFrom().voidItem().await().indefinitely(); // Mutiny sets itself up on one thread
        Vertx vertx = Vertx.vertx();
        Pool pool = DeliveryDatabase.pool(vertx, arguments[0]);
        Duration sendTimeout = Duration.parse(arguments[2]);
        DeliverySettings settings = DeliveryParts.delivery(sendTimeout.plusSeconds(1));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Outcomes outcomes = new Outcomes(pool, recording(pool), settings, meters);
        MessageQueue queue = new MessageQueue(pool, new PlatformHosts("mail.example.net"));
        ContentMemory memory = new ContentMemory(new MemorySize(BigInteger.valueOf(80_000_000)));
        Relay relay = DeliveryParts.relay(Integer.parseInt(arguments[1]), sendTimeout, meters);
        new Dispatcher(vertx, queue, new Attempts(queue, relay, outcomes, memory), settings).start();
        new CountDownLatch(1).await();
    }

    static EndRecording recording(Pool pool) {
        EventJson json = new EventJson(
                JsonMapper.builder().addModule(new JavaTimeModule()).build(), List.of());
        ReputationSettings reputation = new ReputationSettings() {
            @Override
            public Duration reviewEvery() {
                return Duration.ofMinutes(1);
            }

            @Override
            public Duration window() {
                return Duration.ofHours(24);
            }

            @Override
            public long minimumVolume() {
                return 100;
            }

            @Override
            public double limitPercent() {
                return 10;
            }
        };
        return new EndRecording(
                new Outbox(json, new AppendSignal(), Clock.systemUTC()),
                new BouncedAddresses(new Suppressions(pool, new Domains(pool))),
                new Reputation(reputation));
    }
}

package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.platform.localinfra.ChildProcesses;

class LargeEventsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final int EVENTS = 500;

    /** Each with 1,000 lines, some 200 KB: a batch of 100 by number alone would be 100 MB of trees. */
    private static final String APPEND = """
            insert into es_event
            select pg_current_xact_id(), nextval('es_event_position'), gen_random_uuid(), $1, '1', now(),
                   jsonb_build_object('account', $2::text, 'number', n, 'lines', (
                       select jsonb_agg(jsonb_build_object('kind', 'usage', 'account', gen_random_uuid(), 'name', 'customer ' || i,
                                                           'receptionCount', i, 'period', '2026-10', 'amountMinorUnits', i * 7))
                         from generate_series(1, 1000) i where n >= 0)),
                   '{}', '{}'
              from generate_series(0, $3::int - 1) as n""";

    @Test
    void in_a_small_heap_many_large_events_are_published_in_order() throws Exception {
        Address address = Address.fresh();
        try (Replica replica = new Replica(address)) {
            assertThat(replica.sql(APPEND, Counted.TYPE, ACCOUNT.toString(), EVENTS)
                            .rowCount())
                    .isEqualTo(EVENTS);
        }
        Process publisher = Publishing.start(address);
        try (TopicReader topic = new TopicReader(address)) {
            await().atMost(PATIENCE).until(() -> topic.records().size() >= EVENTS || !publisher.isAlive());
            assertThat(publisher.isAlive()).isTrue();
            assertThat(topic.records().stream().map(record -> CloudEventRecords.read(record)
                            .map(event -> ((MessageSent) event.event()).messageId())
                            .orElseThrow()))
                    .containsExactlyElementsOf(IntStream.range(0, EVENTS)
                            .mapToObj(Integer::toString)
                            .toList());
        } finally {
            publisher.destroyForcibly();
        }
    }

    /** A publisher that dies when its heap is exhausted. */
    static final class Publishing {
        private Publishing() {}

        static Process start(Address address) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Publishing.class.getName()));
            command.addAll(address.arguments());
            return ChildProcesses.start(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.to(
                                    Path.of("target", "large-events.log").toFile())),
                    ChildProcesses.Signal.TERM);
        }

        public static void main(String[] arguments) throws InterruptedException {
            new Replica(Address.of(arguments)).publish();
            new CountDownLatch(1).await();
        }
    }
}

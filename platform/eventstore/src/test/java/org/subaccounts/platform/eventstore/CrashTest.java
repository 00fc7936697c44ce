package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.subaccounts.platform.eventstore.TestStore.newId;

import io.vertx.sqlclient.Tuple;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.platform.eventstore.Accounts.Open;
import org.subaccounts.platform.localinfra.EmbeddedPostgresServer;
import org.subaccounts.platform.testkit.TestDatabase;

class CrashTest {
    private static final int WRITERS = 8;
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 300;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * Opens accounts without end, eight at a time, each with a row in the same transaction, and tells each id once its
     * command has returned.
     */
    static final class Writer {
        private final CommandGateway gateway;
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger running = new AtomicInteger();
        private final Consumer<String> acknowledge;

        Writer(TestStore store, Consumer<String> acknowledge) {
            store.resultListeners.add((command, result, work) ->
                    work.enlist("insert into done values ($1)", Tuple.of(String.valueOf(result))));
            this.gateway = store.axon().getComponent(CommandGateway.class);
            this.acknowledge = acknowledge;
        }

        void start() {
            for (int i = 0; i < WRITERS; i++) {
                running.incrementAndGet();
                next();
            }
        }

        private void next() {
            if (stopped.get()) {
                running.decrementAndGet();
                return;
            }
            String id = newId();
            var unused = gateway.send(new Open(id, "ann"), String.class).whenComplete((opened, failure) -> {
                if (failure == null) {
                    acknowledge.accept(id);
                }
                // Without a database each attempt fails at once: do not recurse on the failing thread.
                CompletableFuture.delayedExecutor(failure == null ? 0 : 50, TimeUnit.MILLISECONDS)
                        .execute(this::next);
            });
        }

        void stop() {
            stopped.set(true);
            Awaitility.await().atMost(LIMIT).until(() -> running.get() == 0);
        }

        /** The process that the test kills. Arguments: host, port, database, user, password. */
        public static void main(String[] arguments) {
            TestStore store = TestStore.on(new TestDatabase(
                    arguments[0], Integer.parseInt(arguments[1]), arguments[2], arguments[3], arguments[4]));
            new Writer(store, id -> {
                        System.out.println("ACK " + id);
                        System.out.flush();
                    })
                    .start();
        }
    }

    private static void createDoneTable(TestStore store) {
        store.query("create table done (id text primary key)");
    }

    @Test
    void after_kill_9_of_the_process_all_that_was_acknowledged_is_there_and_event_and_row_agree() throws IOException {
        try (TestStore store = TestStore.create()) {
            createDoneTable(store);
            TestDatabase database = store.database;
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            database.host(),
                            Integer.toString(database.port()),
                            database.name(),
                            database.user(),
                            database.password())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Set<String> acknowledged = new HashSet<>();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
                String line = output.readLine();
                while (line != null) {
                    if (line.startsWith("ACK ") && line.length() == 40) {
                        acknowledged.add(line.substring(4));
                    }
                    if (acknowledged.size() == ACKNOWLEDGED_BEFORE_THE_KILL) {
                        // Unlike Process, the handle leaves the output readable.
                        writer.toHandle().destroyForcibly();
                    }
                    line = output.readLine();
                }
            }

            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_THE_KILL);
            assertThatStoreIsWhole(store, acknowledged);
        }
    }

    @Test
    void after_kill_9_of_the_database_all_that_was_acknowledged_is_there_and_writing_goes_on(@TempDir Path directory)
            throws IOException {
        EmbeddedPostgresServer.Settings settings =
                new EmbeddedPostgresServer.Settings(directory, sharedBinaries(), freePort(), "test", 50, 32);
        EmbeddedPostgresServer first = EmbeddedPostgresServer.start(settings);
        first.createDatabaseIfAbsent("crash");
        TestDatabase database = new TestDatabase("127.0.0.1", settings.port(), "crash", "crash", "test");
        TestStore.migrate(database);
        try (TestStore store = TestStore.on(database)) {
            createDoneTable(store);
            Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
            Writer writer = new Writer(store, acknowledged::add);
            writer.start();
            awaitMore(acknowledged, ACKNOWLEDGED_BEFORE_THE_KILL);

            ProcessHandle server = ProcessHandle.of(first.pid()).orElseThrow();
            server.destroyForcibly();
            server.onExit().join();
            int before = acknowledged.size();
            try (EmbeddedPostgresServer second = restarted(settings)) {
                assertThat(second.port()).isEqualTo(settings.port());
                awaitMore(acknowledged, before + 100);
                writer.stop();
                assertThatStoreIsWhole(store, Set.copyOf(acknowledged));
            }
        }
    }

    /** The backends of the killed server end by themselves, a moment later; until then its memory is in use. */
    private static EmbeddedPostgresServer restarted(EmbeddedPostgresServer.Settings settings) {
        List<EmbeddedPostgresServer> started = new ArrayList<>();
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            started.add(EmbeddedPostgresServer.start(settings));
            return true;
        });
        return started.getFirst();
    }

    private static void awaitMore(Queue<String> acknowledged, int count) {
        Awaitility.await().atMost(LIMIT).until(() -> acknowledged.size() >= count);
    }

    private static void assertThatStoreIsWhole(TestStore store, Set<String> acknowledged) {
        Set<String> opened = new HashSet<>();
        store.query("select substr(unnest(tags), 9) from es_event").forEach(row -> opened.add(row.getString(0)));
        Set<String> tagged = new HashSet<>();
        store.query("select substr(tag, 9) from es_event_tag").forEach(row -> tagged.add(row.getString(0)));
        Set<String> done = new HashSet<>();
        store.query("select id from done").forEach(row -> done.add(row.getString(0)));
        assertThat(opened).containsAll(acknowledged).isEqualTo(done).isEqualTo(tagged);
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(store.tailed(TailPosition.FIRST))
                .hasSameSizeAs(opened));
    }

    private static Path sharedBinaries() {
        return Path.of(System.getProperty("maven.multiModuleProjectDirectory", "../.."), "target", "testkit");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

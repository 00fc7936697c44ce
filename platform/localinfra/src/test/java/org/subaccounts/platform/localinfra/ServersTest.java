package org.subaccounts.platform.localinfra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.platform.localinfra.ChildProcesses.Signal;

class ServersTest {
    private static final Path BINARIES = Path.of("target", "binaries").toAbsolutePath();

    @Test
    void postgresql_is_durable_keeps_its_data_and_replaces_a_left_over_server(@TempDir Path directory)
            throws Exception {
        int port = FreePorts.next();
        EmbeddedPostgresServer first = EmbeddedPostgresServer.start(settings(directory, port));
        first.createDatabaseIfAbsent("account");
        first.createDatabaseIfAbsent("account");
        assertThat(query(port, "SELECT current_setting('fsync') || current_setting('synchronous_commit')"))
                .isEqualTo("onon");
        query(port, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7) RETURNING id");

        // the first server is still running, as after a kill -9 of the process that started it
        try (EmbeddedPostgresServer second = EmbeddedPostgresServer.start(settings(directory, port))) {
            assertThat(query(port, "SELECT id FROM kept")).isEqualTo("7");
            assertThat(second.pid()).isNotEqualTo(first.pid());
            assertThat(ProcessHandle.of(first.pid()).filter(ProcessHandle::isAlive))
                    .isEmpty();
        }
    }

    @Test
    void kafka_keeps_its_topics_and_creates_none_by_itself(@TempDir Path directory) throws Exception {
        Path data = directory.resolve("kafka");
        try (KafkaBroker broker = KafkaBroker.start(data, FreePorts.next(), FreePorts.next())) {
            broker.createTopics(List.of("account-events"), 3);
        }
        try (KafkaBroker broker = KafkaBroker.start(data, FreePorts.next(), FreePorts.next())) {
            broker.createTopics(List.of("account-events", "key-events"), 3);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrder("account-events", "key-events");
                assertThat(admin.describeTopics(List.of("account-events"))
                                .allTopicNames()
                                .get()
                                .values())
                        .singleElement()
                        .satisfies(topic -> assertThat(topic.partitions()).hasSize(3));
            }
        }
    }

    @Test
    void a_child_ends_with_its_parent_where_the_kernel_sees_to_it(@TempDir Path directory) throws Exception {
        assertThat(childOfAKilledParent(directory, "kernel")).isEmpty();
    }

    @Test
    void a_child_ends_with_its_parent_where_a_shell_sees_to_it(@TempDir Path directory) throws Exception {
        assertThat(childOfAKilledParent(directory, "shell")).isEmpty();
    }

    /** A JVM starts a child and is killed; what is left of the child after at most 5 seconds. */
    private Optional<ProcessHandle> childOfAKilledParent(Path directory, String way) throws Exception {
        Path pidFile = directory.resolve("pid");
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        pidFile.toString(),
                        way)
                .inheritIO()
                .start();
        while (!Files.exists(pidFile)) {
            assertThat(parent.waitFor(20, java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isFalse();
        }
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();
        parent.destroyForcibly().waitFor();
        ChildProcesses.awaitEnd(child, 5);
        return Optional.of(child).filter(ProcessHandle::isAlive);
    }

    /** Starts a child that would live for a minute, and waits to be killed. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            ProcessBuilder sleep = new ProcessBuilder("sleep", "60");
            Process child = arguments[1].equals("kernel")
                    ? ChildProcesses.start(sleep, Signal.TERM)
                    : ChildProcesses.start(sleep, Signal.TERM, Optional.empty());
            Path unfinished = Path.of(arguments[0] + ".new");
            Files.writeString(unfinished, Long.toString(child.pid()));
            Files.move(unfinished, Path.of(arguments[0]));
            child.waitFor();
        }
    }

    private EmbeddedPostgresServer.Settings settings(Path directory, int port) {
        return new EmbeddedPostgresServer.Settings(directory.resolve("postgresql"), BINARIES, port, "secret", 20, 16);
    }

    private static String query(int port, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/account", "account", "secret");
                Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                assertThat(result.next()).isTrue();
                return result.getString(1);
            }
        }
    }
}

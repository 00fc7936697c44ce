package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.localinfra.ChildProcesses;
import org.subaccounts.platform.localinfra.EmbeddedPostgresServer;
import org.subaccounts.platform.localinfra.InfrastructureException;

/** A PostgreSQL server that can be killed and started again on its data. */
final class PostgresProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String PASSWORD = "test";

    private final EmbeddedPostgresServer.Settings settings;
    private @Nullable EmbeddedPostgresServer server;

    PostgresProcess(Path directory, Path binaries) {
        settings = new EmbeddedPostgresServer.Settings(directory, binaries, TestPlatform.freePort(), PASSWORD, 60, 32);
    }

    int port() {
        return settings.port();
    }

    String password() {
        return PASSWORD;
    }

    /** Returns when it answers. What a killed server has left may keep it from starting for a moment. */
    void start() {
        server = Awaitility.await("PostgreSQL starts")
                .atMost(START)
                .pollInSameThread()
                .ignoreExceptionsInstanceOf(InfrastructureException.class)
                .until(() -> EmbeddedPostgresServer.start(settings), Objects::nonNull);
    }

    void createDatabase(String name) {
        Objects.requireNonNull(server).createDatabaseIfAbsent(name);
    }

    /** kill -9 of the server and of all its processes. */
    void kill() {
        ProcessHandle postmaster =
                ProcessHandle.of(Objects.requireNonNull(server).pid()).orElseThrow();
        List<ProcessHandle> sessions = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        sessions.forEach(ProcessHandle::destroyForcibly);
        assertThat(ChildProcesses.awaitEnd(postmaster, 10)).isTrue();
    }

    /** Of the owner of the database, which has the same name. */
    Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database);
        properties.setProperty("password", PASSWORD);
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "20");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/" + database, properties);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}

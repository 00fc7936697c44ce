package org.subaccounts.platform.localinfra;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.subaccounts.platform.localinfra.ChildProcesses.Signal;

/**
 * A PostgreSQL server as a child process on 127.0.0.1, durable (fsync and synchronous_commit on), its data kept over
 * restarts. A server that an earlier, killed JVM left on the same data is stopped first.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {
    /** Role of the server's owner. */
    public static final String SUPERUSER = "postgres";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final int LOGIN_TIMEOUT_SECONDS = 5;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final Settings settings;
    private final Process process;

    /**
     * Where and how large.
     *
     * @param directory holds the data, the programs' log and the lock
     * @param binariesDirectory where the programs are unpacked, may be shared by several servers
     * @param password of every role
     */
    public record Settings(
            Path directory,
            Path binariesDirectory,
            int port,
            String password,
            int maxConnections,
            int sharedBuffersMb) {

        Path data() {
            return directory.resolve("data");
        }

        Path log() {
            return directory.resolve("postgresql.log");
        }
    }

    private EmbeddedPostgresServer(Settings settings, Process process) {
        this.settings = settings;
        this.process = process;
    }

    /** Returns when the server answers queries. */
    public static EmbeddedPostgresServer start(Settings settings) {
        try {
            PostgresBinaries binaries = PostgresBinaries.unpack(settings.binariesDirectory());
            Files.createDirectories(settings.directory());
            if (Files.exists(settings.data())) {
                stopLeftOver(settings.directory());
            } else {
                initialize(settings, binaries);
            }
            Process process = ChildProcesses.start(
                    new ProcessBuilder(serverCommand(settings, binaries))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                    settings.log().toFile())),
                    Signal.INT);
            EmbeddedPostgresServer server = new EmbeddedPostgresServer(settings, process);
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new InfrastructureException("PostgreSQL does not start: " + e.getMessage(), e);
        }
    }

    public int port() {
        return settings.port();
    }

    public long pid() {
        return process.pid();
    }

    /** Creates a role that may log in, and a database of the same name that it owns, unless they are there. */
    public void createDatabaseIfAbsent(String name) {
        try (Connection connection = connect()) {
            createRoleIfAbsent(connection, name, settings.password());
            createDatabaseIfAbsent(connection, name, name);
        } catch (SQLException e) {
            throw new InfrastructureException("cannot create database " + name, e);
        }
    }

    /** Creates a role that may log in and nothing else, unless it is there. */
    public static void createRoleIfAbsent(Connection connection, String role, String password) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
            execute(connection, "CREATE ROLE " + name(role) + " LOGIN PASSWORD '" + password.replace("'", "''") + "'");
        }
    }

    /** Creates a database that the role owns, unless it is there. */
    public static void createDatabaseIfAbsent(Connection connection, String database, String owner)
            throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
            execute(connection, "CREATE DATABASE " + name(database) + " OWNER " + name(owner));
        }
    }

    /** Stops within 10 seconds: orderly (fast), then at once (recovers at the next start). */
    @Override
    public void close() {
        stop(process.toHandle());
    }

    private Connection connect() throws SQLException {
        return connect(settings.port(), settings.password());
    }

    /** A connection of the owner to the maintenance database. */
    public static Connection connect(int port, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", password);
        properties.setProperty("loginTimeout", Integer.toString(LOGIN_TIMEOUT_SECONDS));
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
    }

    /** The directory appears by one rename, so that a kill in between leaves nothing half made. */
    private static void initialize(Settings settings, PostgresBinaries binaries) throws IOException {
        Path unfinished = settings.directory().resolve("data.initializing");
        Directories.delete(unfinished);
        Path passwordFile = Files.createTempFile(
                settings.directory(),
                "password",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, settings.password() + "\n");
            run(
                    asUser(List.of(
                            binaries.program("initdb"),
                            "--pgdata=" + unfinished,
                            "--username=" + SUPERUSER,
                            "--auth=scram-sha-256",
                            "--pwfile=" + passwordFile,
                            "--encoding=UTF8",
                            "--locale=C")),
                    settings.log());
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(unfinished, settings.data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> serverCommand(Settings settings, PostgresBinaries binaries) {
        List<String> command = new ArrayList<>(List.of(
                binaries.program("postgres"),
                "-D",
                settings.data().toString(),
                "-p",
                Integer.toString(settings.port())));
        List.of(
                        "fsync=on",
                        "synchronous_commit=on",
                        "listen_addresses=127.0.0.1",
                        "unix_socket_directories=",
                        "max_connections=" + settings.maxConnections(),
                        "shared_buffers=" + settings.sharedBuffersMb() + "MB",
                        // sized for one machine: what a larger server gains by these is memory here
                        "io_method=sync",
                        "huge_pages=off",
                        "jit=off",
                        "max_worker_processes=4",
                        "max_parallel_workers=2",
                        "max_wal_senders=0",
                        "wal_level=minimal",
                        "min_wal_size=64MB",
                        "max_wal_size=512MB",
                        "log_min_messages=warning")
                .forEach(setting -> command.addAll(List.of("-c", setting)));
        return asUser(command);
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it is somebody else. */
    private static List<String> asUser(List<String> command) {
        boolean linux =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
        if (!linux || !System.getProperty("user.name", "").equals("root")) {
            return command;
        }
        if (!LinuxUtils.isUnshareAvailable()) {
            throw new InfrastructureException(
                    "PostgreSQL does not run as root, and user namespaces are off here; use another user");
        }
        List<String> wrapped = new ArrayList<>(List.of("unshare", "-U"));
        wrapped.addAll(command);
        return wrapped;
    }

    private static void run(List<String> command, Path log) throws IOException {
        Process process = ChildProcesses.start(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())),
                Signal.TERM);
        if (!ChildProcesses.awaitEnd(process.toHandle(), 60)) {
            process.destroyForcibly();
            throw new InfrastructureException("PostgreSQL's initdb takes longer than 60 s, see " + log);
        }
        if (process.exitValue() != 0) {
            throw new InfrastructureException("PostgreSQL's initdb failed: " + lastLine(log) + " (" + log + ")");
        }
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1");
                return;
            } catch (SQLException e) {
                if (!process.isAlive()) {
                    throw new InfrastructureException(
                            "PostgreSQL ended: " + lastLine(settings.log()) + " (" + settings.log() + ")", e);
                }
                if (System.nanoTime() > deadline) {
                    close();
                    throw new InfrastructureException(
                            "PostgreSQL does not answer within %d s, see %s"
                                    .formatted(START_TIMEOUT.toSeconds(), settings.log()),
                            e);
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(25);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Stops the server that a killed JVM may have left on the data below this directory. */
    public static void stopLeftOver(Path directory) throws IOException {
        Path pidFile = directory.resolve("data").resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        String firstLine =
                Files.readString(pidFile).lines().findFirst().orElse("").trim();
        if (!firstLine.matches("\\d{1,9}")) {
            return;
        }
        Optional<ProcessHandle> leftOver = ProcessHandle.of(Long.parseLong(firstLine))
                .filter(handle -> handle.info().command().orElse("").endsWith("/postgres"));
        leftOver.ifPresent(EmbeddedPostgresServer::stop);
    }

    private static void stop(ProcessHandle server) {
        ChildProcesses.signal(server.pid(), Signal.INT);
        if (!ChildProcesses.awaitEnd(server, 6)) {
            ChildProcesses.signal(server.pid(), Signal.QUIT);
            if (!ChildProcesses.awaitEnd(server, 3)) {
                server.destroyForcibly();
            }
        }
    }

    private static String lastLine(Path log) throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .orElse("no output");
    }

    private static boolean exists(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Names go into statements that take no parameters, so only plain ones are let through. */
    private static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain PostgreSQL name: " + name);
        }
        return name;
    }
}

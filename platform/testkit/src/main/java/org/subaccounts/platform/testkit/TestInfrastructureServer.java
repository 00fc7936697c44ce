package org.subaccounts.platform.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.subaccounts.platform.localinfra.Directories;
import org.subaccounts.platform.localinfra.DnsApi;
import org.subaccounts.platform.localinfra.DnsServer;
import org.subaccounts.platform.localinfra.DnsZone;
import org.subaccounts.platform.localinfra.EmbeddedPostgresServer;
import org.subaccounts.platform.localinfra.KafkaBroker;
import org.subaccounts.platform.localinfra.MailApi;
import org.subaccounts.platform.localinfra.MailSink;
import org.subaccounts.platform.localinfra.MailStore;
import org.subaccounts.platform.localinfra.OpenIdProvider;

/** The process that runs the servers of one test run; ends, and takes its data with it, when the owner of the run ends. */
final class TestInfrastructureServer {
    private static final Logger LOG = Logger.getLogger(TestInfrastructureServer.class.getName());

    static final String PASSWORD = "test";
    static final String ROLE = "service";
    static final String ROLES_CLIENT_PREFIX = "roles:";

    private static final int MAX_CONNECTIONS = 200;
    private static final int SHARED_BUFFERS_MB = 64;
    private static final int KEPT_MAILS = 100_000;
    private static final int START_ATTEMPTS = 5;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final TestRun run;

    private TestInfrastructureServer(TestRun run) {
        this.run = run;
    }

    /** Arguments: directory of the run, directory of the shared binaries, process id of the owner. */
    public static void main(String[] arguments) {
        Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(arguments[2]));
        if (owner.isEmpty()) {
            return;
        }
        TestInfrastructureServer server =
                new TestInfrastructureServer(new TestRun(Path.of(arguments[0]), Path.of(arguments[1]), owner.get()));
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop"));
        try {
            server.start();
            owner.get().onExit().join();
            Files.deleteIfExists(server.run.log());
            System.exit(0);
        } catch (Exception | LinkageError e) {
            LOG.log(Level.SEVERE, "the test infrastructure does not start", e);
            System.exit(1);
        }
    }

    private void start() throws Exception {
        EmbeddedPostgresServer postgres =
                retried(() -> EmbeddedPostgresServer.start(new EmbeddedPostgresServer.Settings(
                        run.directory().resolve("postgresql"),
                        run.binariesDirectory(),
                        freePort(),
                        PASSWORD,
                        MAX_CONNECTIONS,
                        SHARED_BUFFERS_MB)));
        try (var connection = EmbeddedPostgresServer.connect(postgres.port(), PASSWORD)) {
            EmbeddedPostgresServer.createRoleIfAbsent(connection, ROLE, PASSWORD);
        }
        KafkaBroker kafka = retried(() -> KafkaBroker.start(run.directory().resolve("kafka"), freePort(), freePort()));
        kafka.createTopics(List.of(), 1);
        DnsZone zone = DnsZone.inMemory();
        DnsServer dns = retried(() -> DnsServer.start(zone, freePort()));
        MailStore mails = MailStore.open(run.directory().resolve("mails"), KEPT_MAILS);
        MailSink sink = retried(() -> MailSink.start(mails, 0));
        OpenIdProvider provider = retried(() -> OpenIdProvider.start(freePort(), TestInfrastructureServer::roles));
        new Endpoints(
                        ProcessHandle.current().pid(),
                        postgres.port(),
                        kafka.bootstrapServers(),
                        dns.port(),
                        retried(() -> DnsApi.start(zone, 0)).url(),
                        sink.port(),
                        retried(() -> MailApi.start(mails, 0)).url(),
                        provider.issuerUrl(),
                        provider.tokenUrl())
                .write(run.endpoints());
    }

    /** A client of the name "roles:a,b" has the roles a and b. */
    private static List<String> roles(String client) {
        return client.startsWith(ROLES_CLIENT_PREFIX)
                ? Arrays.stream(client.substring(ROLES_CLIENT_PREFIX.length()).split(","))
                        .filter(role -> !role.isEmpty())
                        .toList()
                : List.of();
    }

    /** Between looking for a free port and taking it somebody else may be faster. */
    private <T extends AutoCloseable> T retried(java.util.concurrent.Callable<T> start) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                T server = start.call();
                synchronized (started) {
                    started.push(server);
                }
                return server;
            } catch (RuntimeException e) {
                if (attempt == START_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void stop() {
        try {
            Files.deleteIfExists(run.endpoints());
            synchronized (started) {
                for (AutoCloseable server : started) {
                    server.close();
                }
            }
            Directories.delete(run.directory());
            Files.deleteIfExists(run.lock());
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the test infrastructure does not stop orderly", e);
        }
    }
}

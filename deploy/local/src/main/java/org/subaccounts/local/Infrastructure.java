package org.subaccounts.local;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.localinfra.DnsApi;
import org.subaccounts.platform.localinfra.DnsServer;
import org.subaccounts.platform.localinfra.DnsZone;
import org.subaccounts.platform.localinfra.EmbeddedPostgresServer;
import org.subaccounts.platform.localinfra.KafkaBroker;
import org.subaccounts.platform.localinfra.MailApi;
import org.subaccounts.platform.localinfra.MailSink;
import org.subaccounts.platform.localinfra.MailStore;
import org.subaccounts.platform.localinfra.OpenIdProvider;

/** PostgreSQL, Kafka, DNS, mail sink and OpenID provider of the local platform; started side by side. */
final class Infrastructure implements AutoCloseable {
    private static final int PARTITIONS = 3;
    private static final int KEPT_MAILS = 10_000;
    private static final int MAX_CONNECTIONS = 120;
    private static final int SHARED_BUFFERS_MB = 64;
    private static final long STOP_SECONDS = 8;

    private final LocalDirectory directory;
    private final Ports ports;
    private final Secrets secrets;
    private final Progress progress;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    Infrastructure(LocalDirectory directory, Ports ports, Secrets secrets, Progress progress) {
        this.directory = directory;
        this.ports = ports;
        this.secrets = secrets;
        this.progress = progress;
    }

    /** Returns when all of it answers, databases and topics are there; gives the issuer's URL. */
    String start() {
        try (ExecutorService starters = Executors.newFixedThreadPool(3)) {
            CompletableFuture<?> postgres = CompletableFuture.runAsync(this::startPostgres, starters);
            CompletableFuture<?> kafka = CompletableFuture.runAsync(this::startKafka, starters);
            CompletableFuture<String> issuer = CompletableFuture.supplyAsync(this::startSmallServers, starters);
            CompletableFuture.allOf(postgres, kafka, issuer).join();
            return issuer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void startPostgres() {
        EmbeddedPostgresServer server = keep(() -> EmbeddedPostgresServer.start(new EmbeddedPostgresServer.Settings(
                postgresDirectory(directory),
                directory.path().resolve("binaries"),
                ports.postgres(),
                secrets.databasePassword(),
                MAX_CONNECTIONS,
                SHARED_BUFFERS_MB)));
        for (PlatformService service : PlatformService.values()) {
            server.createDatabaseIfAbsent(service.database());
        }
        progress.say("PostgreSQL is up on port " + ports.postgres());
    }

    private void startKafka() {
        KafkaBroker broker = keep(
                () -> KafkaBroker.start(directory.data().resolve("kafka"), ports.kafka(), ports.kafkaController()));
        broker.createTopics(Topics.ALL, PARTITIONS);
        progress.say("Kafka is up on port " + ports.kafka());
    }

    private String startSmallServers() {
        DnsZone zone = DnsZone.keptIn(directory.data().resolve("dns-records.json"));
        keep(() -> DnsServer.start(zone, ports.dns()));
        keep(() -> DnsApi.start(zone, ports.dnsApi()));
        MailStore mails = MailStore.open(directory.data().resolve("mails"), KEPT_MAILS);
        keep(() -> MailSink.start(mails, ports.smtp()));
        keep(() -> MailApi.start(mails, ports.mailApi()));
        OpenIdProvider provider = keep(() -> OpenIdProvider.start(ports.openId()));
        progress.say("DNS, mail sink and OpenID provider are up on ports %d, %d and %d"
                .formatted(ports.dns(), ports.smtp(), ports.openId()));
        return provider.issuerUrl();
    }

    static Path postgresDirectory(LocalDirectory directory) {
        return directory.data().resolve("postgresql");
    }

    private <T extends AutoCloseable> T keep(Supplier<T> start) {
        T server = start.get();
        synchronized (running) {
            running.push(server);
        }
        return server;
    }

    /** All at the same time, waiting at most 8 seconds for the slowest. */
    @Override
    public void close() {
        List<AutoCloseable> servers;
        synchronized (running) {
            servers = new ArrayList<>(running);
            running.clear();
        }
        List<Thread> stopping = servers.stream()
                .map(server -> Thread.ofPlatform().daemon().name("stop").start(() -> close(server)))
                .toList();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        for (Thread thread : stopping) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            progress.failed(server.getClass().getSimpleName() + " did not stop: " + e.getMessage());
        }
    }
}

package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.localinfra.ChildProcesses;
import org.subaccounts.platform.localinfra.ProcessMemory;
import org.subaccounts.platform.testkit.PlatformTestResource;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

/**
 * Services as processes of their own, from the artifacts that production runs, behind the entry port and on the real servers
 * of the test run. Single services can be killed and started again.
 */
final class TestPlatform implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final TestInfrastructure infrastructure = TestInfrastructure.get();
    private final Path logs;
    private final Map<PlatformService, Integer> ports = new EnumMap<>(PlatformService.class);
    private final Map<PlatformService, TestDatabase> databases = new EnumMap<>(PlatformService.class);
    private final Map<PlatformService, Process> processes = new EnumMap<>(PlatformService.class);
    private final Map<String, String> shared = new HashMap<>();
    private final Map<PlatformService, Map<String, String>> own = new EnumMap<>(PlatformService.class);
    private @Nullable EntryPort entry;
    private String base = "";

    TestPlatform(Path logs) {
        this.logs = logs;
        String prefix = infrastructure.newTopicPrefix("platform");
        infrastructure.createTopics(prefix);
        shared.put("PLATFORM_TOPIC_PREFIX", prefix);
        shared.put("KAFKA_BOOTSTRAP_SERVERS", infrastructure.kafkaBootstrapServers());
        shared.put("OIDC_ISSUER_URL", infrastructure.oidc().issuerUrl());
        shared.put("INTERNAL_SECRET", PlatformTestResource.INTERNAL_SECRET);
        shared.put("ENCRYPTION_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        shared.put("SMTP_RELAY_HOST", infrastructure.mail().host());
        shared.put("SMTP_RELAY_PORT", Integer.toString(infrastructure.mail().port()));
        shared.put("SMTP_RELAY_STARTTLS", "disabled");
        shared.put("DNS_SERVERS", infrastructure.dns().address());
        shared.put("DKIM_ZONE_SERVER", infrastructure.dns().address());
        shared.put("LOG_JSON", "false");
        shared.put("RATE_LIMIT_REQUESTS_PER_SECOND", "100000");
        shared.put("RATE_LIMIT_REQUEST_BURST", "100000");
        shared.put("RATE_LIMIT_STATISTICS_REQUESTS_PER_SECOND", "100000");
        for (PlatformService service : PlatformService.values()) {
            int port = freePort();
            ports.put(service, port);
            shared.put(service.name() + "_SERVICE_URL", "http://127.0.0.1:" + port);
        }
    }

    /** For every service; before they start. */
    TestPlatform with(String name, String value) {
        shared.put(name, value);
        return this;
    }

    /** For one service; before it starts. */
    TestPlatform with(PlatformService service, String name, String value) {
        own.computeIfAbsent(service, first -> new HashMap<>()).put(name, value);
        return this;
    }

    TestPlatform start(PlatformService... services) throws IOException {
        for (PlatformService service : services) {
            launch(service);
        }
        for (PlatformService service : services) {
            awaitReady(service);
        }
        if (entry == null) {
            int port = freePort();
            Map<String, Integer> backends = new HashMap<>();
            ports.forEach((service, backend) -> backends.put(service.artifact(), backend));
            entry = EntryPort.start(
                    port, Routes.load(Repository.root().resolve("deploy/gateway/httproute.yaml")), backends);
            base = "http://127.0.0.1:" + port;
        }
        return this;
    }

    Api api() {
        return new Api(base);
    }

    int port(PlatformService service) {
        return Objects.requireNonNull(ports.get(service));
    }

    TestDatabase database(PlatformService service) {
        return databases.computeIfAbsent(service, first -> infrastructure.createDatabase(service.database()));
    }

    String kafkaBootstrapServers() {
        return infrastructure.kafkaBootstrapServers();
    }

    String topicPrefix() {
        return Objects.requireNonNull(shared.get("PLATFORM_TOPIC_PREFIX"));
    }

    String operator() {
        return infrastructure.oidc().operatorToken();
    }

    /** kill -9. */
    void kill(PlatformService service) {
        Process process = Objects.requireNonNull(processes.remove(service));
        process.destroyForcibly();
        assertThat(ChildProcesses.awaitEnd(process.toHandle(), 10)).isTrue();
    }

    /** SIGTERM, and waits for the end. */
    void stop(PlatformService service) {
        Process process = Objects.requireNonNull(processes.remove(service));
        process.destroy();
        assertThat(ChildProcesses.awaitEnd(process.toHandle(), 20))
                .as("ends orderly")
                .isTrue();
    }

    boolean isAlive(PlatformService service) {
        Process process = processes.get(service);
        return process != null && process.isAlive();
    }

    /** -1 where the system does not say. */
    long peakMiB(PlatformService service) throws IOException {
        return ProcessMemory.peakMiB(
                Objects.requireNonNull(processes.get(service)).pid());
    }

    /** A parent account with a key that may do everything. */
    record Account(String id, String key) {}

    Account openParent(boolean partner) {
        Api api = api();
        String id = api.call(
                        "POST",
                        "/operator/v1/accounts",
                        operator(),
                        "{\"name\":\"Parent\",\"website\":\"parent.example.com\",\"partner\":" + partner
                                + ",\"owner\":{\"email\":\"owner@parent.example.com\",\"name\":\"Owner\"}}")
                .is(201)
                .text("id");
        String key = api.call(
                        "POST",
                        "/operator/v1/accounts/" + id + "/api-keys",
                        operator(),
                        "{\"label\":\"first\",\"scopes\":[\"*\"]}")
                .is(201)
                .text("secret_key");
        return new Account(id, key);
    }

    Account newChild(Account parent) {
        String id = api().call(
                        "POST",
                        "/v2/accounts/" + parent.id() + "/sub-accounts",
                        parent.key(),
                        "{\"name\":\"Child\",\"website\":\"child.example.com\"}")
                .is(201)
                .text("id");
        return new Account(id, newChildKey(parent, id, "\"*\"", ""));
    }

    /** Adds the account's domain, publishes what it asks for and has it checked: it can be sent from. */
    String verifiedDomain(Account account) {
        String name = "d" + account.id().replace("-", "") + ".example.com";
        String domains = "/v2/accounts/" + account.id() + "/domains";
        api().call("POST", domains, account.key(), "{\"domain\":\"" + name + "\"}")
                .is(201)
                .body()
                .path("dns_records")
                .forEach(record -> infrastructure
                        .dns()
                        .add(
                                record.path("type").asText(),
                                record.path("host").asText(),
                                record.path("content").asText()));
        api().call("POST", domains + "/" + name + "/check-dns", account.key(), "")
                .is(200);
        return name;
    }

    /** {@code scopes}: JSON strings; {@code addresses}: JSON strings, empty for every address. */
    String newChildKey(Account parent, String child, String scopes, String addresses) {
        return api().call(
                        "POST",
                        "/v2/accounts/" + parent.id() + "/sub-accounts/" + child + "/api-keys",
                        parent.key(),
                        keyBody(scopes, addresses))
                .is(201)
                .text("secret_key");
    }

    String newKey(Account account, String scopes, String addresses) {
        return api().call(
                        "POST", "/v2/accounts/" + account.id() + "/api-keys", account.key(), keyBody(scopes, addresses))
                .is(201)
                .text("secret_key");
    }

    private static String keyBody(String scopes, String addresses) {
        return "{\"label\":\"test\",\"scopes\":[" + scopes + "],\"ip_allow_list\":[" + addresses + "]}";
    }

    /** Starts it and does not wait until it is ready, for what may be killed before. */
    void launch(PlatformService service) throws IOException {
        Path jar = Repository.root().resolve(service.artifact()).resolve("target/quarkus-app/quarkus-run.jar");
        assertThat(jar).as("what is packaged").exists();
        ProcessBuilder builder = startingFast(ServiceCommand.process(service, jar));
        TestDatabase database = database(service);
        Map<String, String> environment = builder.environment();
        environment.put("QUARKUS_PROFILE", "prod");
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", Integer.toString(port(service)));
        environment.put("DATABASE_HOST", database.host());
        environment.put("DATABASE_PORT", Integer.toString(database.port()));
        environment.put("DATABASE_NAME", database.name());
        environment.put("DATABASE_USER", database.user());
        environment.put("DATABASE_PASSWORD", database.password());
        environment.putAll(shared);
        environment.putAll(own.getOrDefault(service, Map.of()));
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(service).toFile()));
        processes.put(service, ChildProcesses.start(builder, ChildProcesses.Signal.KILL));
    }

    /** With a large heap from the start: services are started often here, and a heap that grows is collected each time. */
    static ProcessBuilder startingFast(ProcessBuilder builder) {
        List<String> command = new ArrayList<>(builder.command());
        command.add(command.indexOf("-jar"), "-Xms108m");
        return builder.command(command);
    }

    private Path log(PlatformService service) {
        return logs.resolve(service.artifact() + ".log");
    }

    private void awaitReady(PlatformService service) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ready = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port(service) + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            Awaitility.await(service.artifact() + " is ready")
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(100))
                    .failFast(service.artifact() + " ended", () -> !isAlive(service))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> http.send(ready, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        } catch (RuntimeException e) {
            throw new AssertionError(lastLines(service), e);
        }
    }

    String lastLines(PlatformService service) {
        try {
            List<String> lines = Files.readAllLines(log(service));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "no log of " + service.artifact().toUpperCase(Locale.ROOT) + ": " + e;
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (entry != null) {
            entry.close();
        }
        Arrays.stream(PlatformService.values()).filter(this::isAlive).forEach(this::kill);
    }
}

package org.subaccounts.local.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import org.subaccounts.local.PlatformService;
import org.subaccounts.local.ServiceCommand;
import org.subaccounts.local.bench.HttpLoad.Result;
import org.subaccounts.platform.localinfra.Directories;
import org.subaccounts.platform.localinfra.EmbeddedPostgresServer;

/**
 * Who works through the topic: billing-service with its own projection or with one of its floors, on a new database of the
 * platform's PostgreSQL; and Kafka Streams. All get the same JVM options.
 */
final class ProjectionContenders {
    private static final int PORT_OFFSET = 19;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String UNDEFINED_TABLE = "42P01";
    /** Between the markers events are not spread so evenly that the last one would be known to the event. */
    private static final double LEAST_SHARE_OF_EVENTS = 0.99;

    private static final String STREAMS_CLASS = "org.subaccounts.streams.StreamsPeer";

    private final AtomicInteger runs = new AtomicInteger();
    private long peakMiB;

    /** A channel of billing-service that consumes the topic, and its consumer. */
    private record Channel(String name, String consumer) {}

    private static final Channel PROJECTION = new Channel("sending-events", "billing-usage");
    private static final List<Channel> FLOORS = List.of(
            new Channel("floor-without-database", "billing-floor-without-database"),
            new Channel("floor-row-by-row", "billing-floor-row-by-row"));

    Result projection(long from, long to) {
        return billing(PROJECTION, from, to);
    }

    /** The same process with the same consumer, which forgets what it has added up. */
    Result withoutDatabase(long from, long to) {
        return billing(FLOORS.getFirst(), from, to);
    }

    Result rowByRow(long from, long to) {
        return billing(FLOORS.getLast(), from, to);
    }

    /** The most memory that the real projection had in any run, in MiB. */
    long peakMiB() {
        return peakMiB;
    }

    private Result billing(Channel channel, long from, long to) {
        String database = "projection_" + runs.incrementAndGet();
        try {
            createDatabase(database);
            double eventsPerOffset = eventsPerOffset();
            try (Contender contender = Contender.start(channel.consumer(), command(channel), environment(database))) {
                Result result = contender.rate(
                        channel.consumer(),
                        channel.equals(FLOORS.getFirst())
                                ? () -> counted(channel.consumer())
                                : () -> (long) (applied(database, channel.consumer()) * eventsPerOffset),
                        from,
                        to);
                if (channel.equals(PROJECTION)) {
                    peakMiB = Math.max(peakMiB, contender.peakMiB());
                    requireCounted(database, (long) (to * LEAST_SHARE_OF_EVENTS));
                }
                return result;
            } finally {
                dropDatabase(database);
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(channel.consumer(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Below 1 by the markers of the transactions, which fall evenly on the log. */
    private static double eventsPerOffset() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Platform.setting("KAFKA_BOOTSTRAP")))) {
            return (double) ProjectionBench.EVENTS / ProjectionEvents.offsets(admin);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static List<String> command(Channel channel) {
        List<String> properties = new ArrayList<>();
        properties.add("mp.messaging.incoming." + PROJECTION.name() + ".enabled=" + channel.equals(PROJECTION));
        FLOORS.forEach(
                floor -> properties.add("mp.messaging.incoming." + floor.name() + ".enabled=" + channel.equals(floor)));
        Path jar = Path.of(Platform.setting("PLATFORM_DIRECTORY"), "app", "billing-service", "quarkus-run.jar");
        return ServiceCommand.of(PlatformService.BILLING, jar, properties.toArray(String[]::new));
    }

    private static Map<String, String> environment(String database) {
        URI platform = URI.create(Platform.setting("DATABASE_URL_BILLING"));
        String[] user = platform.getUserInfo().split(":", 2);
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_PROFILE", "prod");
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", Integer.toString(Platform.port(PORT_OFFSET)));
        environment.put("DATABASE_HOST", platform.getHost());
        environment.put("DATABASE_PORT", Integer.toString(platform.getPort()));
        environment.put("DATABASE_NAME", database);
        environment.put("DATABASE_USER", user[0]);
        environment.put("DATABASE_PASSWORD", user[1]);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", Platform.setting("KAFKA_BOOTSTRAP"));
        environment.put("PLATFORM_TOPIC_PREFIX", ProjectionEvents.PREFIX);
        environment.put(
                "OIDC_ISSUER_URL", Platform.setting("OPERATOR_TOKEN_URL").replaceAll("/token$", ""));
        environment.put("ENCRYPTION_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        environment.put("LOG_JSON", "false");
        return environment;
    }

    /** By the position that it stores with its effect, in offsets. */
    private static long applied(String database, String consumer) throws IOException {
        try (Connection connection = Platform.connect("BILLING", database);
                PreparedStatement statement = connection.prepareStatement(
                        "select coalesce(sum(next_offset), 0) from consumer_position where consumer = ?")) {
            statement.setString(1, consumer);
            try (ResultSet sum = statement.executeQuery()) {
                return sum.next() ? sum.getLong(1) : 0;
            }
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return 0; // it is starting
            }
            throw new IOException(e);
        }
    }

    /** By its metric: it stores no position. */
    private static long counted(String consumer) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + Platform.port(PORT_OFFSET) + "/q/metrics"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("event_consumer_applied_total{") && line.contains(consumer))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (ConnectException e) {
            return 0; // it is starting
        }
    }

    private static void createDatabase(String name) throws SQLException {
        try (Connection connection = Platform.administration()) {
            EmbeddedPostgresServer.createDatabaseIfAbsent(connection, name, "billing");
        }
    }

    private static void dropDatabase(String name) throws SQLException {
        try (Connection connection = Platform.administration();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database " + name + " with (force)");
        }
        Platform.checkpoint();
    }

    /** Every event of the topic has one recipient, so the table says how many were counted. */
    private static void requireCounted(String name, long atLeast) throws SQLException {
        try (Connection connection = Platform.connect("BILLING", name);
                Statement statement = connection.createStatement();
                var sum = statement.executeQuery("select coalesce(sum(reception_count), 0) from usage")) {
            if (!sum.next() || sum.getLong(1) < atLeast) {
                throw new IllegalStateException("counted " + sum.getLong(1) + " of " + atLeast);
            }
        }
    }

    /** By the offsets that it has committed, which come with its results in one transaction. */
    Result streams(long from, long to) {
        String application = "projection-streams-" + runs.incrementAndGet();
        Path state = Path.of(Platform.setting("PLATFORM_DIRECTORY"), "data", application);
        String bootstrapServers = Platform.setting("KAFKA_BOOTSTRAP");
        List<String> command = ServiceCommand.of(
                Platform.setting("STREAMS_CLASS_PATH"),
                STREAMS_CLASS,
                List.of(bootstrapServers, ProjectionEvents.TOPIC, application, state.toString()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            double eventsPerOffset = eventsPerOffset();
            try (Contender contender = Contender.start("streams", command, Map.of())) {
                return contender.rate(
                        "kafka-streams", () -> (long) (committed(admin, application) * eventsPerOffset), from, to);
            } finally {
                Directories.delete(state);
                forget(admin, application);
            }
        } catch (IOException e) {
            throw new IllegalStateException(application, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(application, e.getCause());
        }
    }

    private static long committed(Admin admin, String application) throws IOException, InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata().get().values().stream()
                    .filter(offset -> offset != null)
                    .mapToLong(offset -> offset.offset())
                    .sum();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0; // it is starting
            }
            throw new IOException(e.getCause());
        }
    }

    private static void forget(Admin admin, String application) throws ExecutionException, InterruptedException {
        List<String> internal = admin.listTopics().names().get().stream()
                .filter(topic -> topic.startsWith(application))
                .toList();
        @Nullable Void unused = admin.deleteTopics(internal).all().get();
    }
}

package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.subaccounts.contracts.Topics;
import org.subaccounts.local.CountedSource.Row;
import org.subaccounts.platform.localinfra.KafkaBroker;
import org.subaccounts.platform.testkit.PlatformTestResource;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** A database and topics of their own on servers that may be killed, and replicas of billing-service on them. */
final class BillingWorld implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PARTITIONS = 3;
    private static final String CONSUMER = "billing-usage";

    private final KafkaBrokerProcess kafka;
    private final PostgresProcess postgres;
    private final String name;
    private final String prefix;
    private final List<BillingReplica> replicas;
    private final List<CountedSource> sources;

    /** {@code databasePort}: of PostgreSQL, or of a door to it. */
    BillingWorld(
            KafkaBrokerProcess kafka,
            PostgresProcess postgres,
            String name,
            int databasePort,
            int replicas,
            int sources,
            Path logs,
            long seed) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.name = name;
        this.prefix = name + "-";
        postgres.createDatabase(name);
        KafkaBroker.createTopics(
                kafka.bootstrapServers(),
                Topics.ALL.stream().map(topic -> prefix + topic).toList(),
                PARTITIONS);
        Map<String, String> environment = environment(databasePort);
        this.replicas = IntStream.range(0, replicas)
                .mapToObj(number -> new BillingReplica(environment, logs.resolve(name + "-" + number + ".log")))
                .toList();
        List<UUID> accounts = CountedSource.accounts(50, seed);
        this.sources = IntStream.range(0, sources)
                .mapToObj(number -> new CountedSource(
                        kafka.bootstrapServers(), topic(), "/sending-" + number, accounts, seed + number))
                .toList();
    }

    private Map<String, String> environment(int databasePort) {
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_PROFILE", "prod");
        environment.put("DATABASE_HOST", "127.0.0.1");
        environment.put("DATABASE_PORT", Integer.toString(databasePort));
        environment.put("DATABASE_NAME", name);
        environment.put("DATABASE_USER", name);
        environment.put("DATABASE_PASSWORD", postgres.password());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("PLATFORM_TOPIC_PREFIX", prefix);
        environment.put("OIDC_ISSUER_URL", TestInfrastructure.get().oidc().issuerUrl());
        environment.put("INTERNAL_SECRET", PlatformTestResource.INTERNAL_SECRET);
        environment.put("ENCRYPTION_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        environment.put("KEY_SERVICE_URL", "http://127.0.0.1:" + TestPlatform.freePort());
        environment.put("ACCOUNT_SERVICE_URL", "http://127.0.0.1:" + TestPlatform.freePort());
        environment.put("LOG_JSON", "false");
        environment.put("PLATFORM_CONSUMER_WATCH_INTERVAL_SECONDS", "2");
        return environment;
    }

    String topic() {
        return prefix + Topics.SENDING;
    }

    BillingReplica replica(int number) {
        return replicas.get(number);
    }

    List<BillingReplica> replicas() {
        return replicas;
    }

    List<CountedSource> sources() {
        return sources;
    }

    /** Starts what is down, as whoever runs a platform does, until all replicas are ready. */
    void awaitReady() {
        Awaitility.await("all replicas are ready")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    startAll();
                    return replicas.stream()
                            .allMatch(replica -> replica.health().status() == 200);
                });
    }

    void startAll() throws IOException {
        for (BillingReplica replica : replicas) {
            replica.start();
        }
    }

    /** Waits until every record is applied: positions stand where the topic ends. */
    void awaitNoLag() {
        try (Admin admin = admin()) {
            Awaitility.await("lag is 0")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptionsMatching(e -> e instanceof SQLException || e instanceof ExecutionException)
                    .until(() -> {
                        startAll();
                        return hasNoLag(admin);
                    });
        }
    }

    boolean hasNoLag(Admin admin) throws SQLException, ExecutionException, InterruptedException {
        return ends(admin).equals(positions());
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    /** Members that were killed would keep their partitions until their session times out. */
    void forgetDeadMembers(Admin admin) throws InterruptedException, ExecutionException {
        String group = prefix + CONSUMER;
        var described = admin.describeConsumerGroups(List.of(group)).all().get();
        if (!Objects.requireNonNull(described.get(group)).members().isEmpty()) {
            var unused = admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        }
    }

    List<TopicPartition> partitions() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic(), partition))
                .toList();
    }

    private Map<Integer, Long> ends(Admin admin) throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(partitions().stream()
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        end -> end.getKey().partition(), end -> end.getValue().offset()));
    }

    private Map<Integer, Long> positions() throws SQLException {
        Map<Integer, Long> positions = new HashMap<>();
        try (Connection connection = postgres.connect(name);
                PreparedStatement statement = connection.prepareStatement(
                        "select partition, next_offset from consumer_position where consumer = ? and topic = ?")) {
            statement.setString(1, CONSUMER);
            statement.setString(2, topic());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    positions.put(rows.getInt(1), rows.getLong(2));
                }
            }
        }
        return positions;
    }

    /** What is counted, at one moment. */
    record Counted(Map<Row, Long> usage, Map<Row, Long> daily) {
        static long sum(Collection<Long> counts) {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Fails unless the database has exactly what the sources sent, and its two tables agree. */
    void requireExactly(String context) throws SQLException {
        Counted counted = counted();
        requireSame(
                "usage; " + context,
                counted.usage(),
                merged(sources.stream().map(CountedSource::usage).toList()));
        requireSame(
                "usage_daily; " + context,
                counted.daily(),
                merged(sources.stream().map(CountedSource::daily).toList()));
        assertThat(Counted.sum(counted.daily().values()))
                .as("sum of days; " + context)
                .isEqualTo(Counted.sum(counted.usage().values()));
    }

    /** Names the rows that differ, and no others. */
    private static void requireSame(String context, Map<Row, Long> counted, Map<Row, Long> sent) {
        List<String> different = Stream.concat(counted.keySet().stream(), sent.keySet().stream())
                .distinct()
                .filter(row -> !counted.getOrDefault(row, 0L).equals(sent.getOrDefault(row, 0L)))
                .map(row -> row + ": counted " + counted.get(row) + ", sent " + sent.get(row))
                .toList();
        assertThat(different).as(context).isEmpty();
    }

    /** The sum over the periods; fails unless that of the days is the same at the same moment. */
    long requireAgreement(String context) throws SQLException {
        try (Connection connection = postgres.connect(name);
                PreparedStatement statement =
                        connection.prepareStatement("select (select coalesce(sum(reception_count), 0) from usage),"
                                + " (select coalesce(sum(reception_count), 0) from usage_daily)");
                ResultSet sums = statement.executeQuery()) {
            assertThat(sums.next()).isTrue();
            assertThat(sums.getLong(2)).as("sum of days; " + context).isEqualTo(sums.getLong(1));
            return sums.getLong(1);
        }
    }

    Counted counted() throws SQLException {
        return new Counted(
                rows("select period_start, account_id, '', reception_count from usage"),
                rows("select day, account_id, domain, reception_count from usage_daily"));
    }

    private Map<Row, Long> rows(String sql) throws SQLException {
        Map<Row, Long> counts = new HashMap<>();
        try (Connection connection = postgres.connect(name);
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                counts.put(
                        new Row(rows.getObject(1, LocalDate.class), rows.getObject(2, UUID.class), rows.getString(3)),
                        rows.getLong(4));
            }
        }
        return counts;
    }

    private static Map<Row, Long> merged(List<Map<Row, Long>> counts) {
        Map<Row, Long> all = new HashMap<>();
        counts.forEach(one -> one.forEach((row, count) -> all.merge(row, count, Long::sum)));
        return all;
    }

    String lastLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (BillingReplica replica : replicas) {
            List<String> all = replica.lines();
            lines.addAll(all.subList(Math.max(0, all.size() - 15), all.size()));
        }
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        sources.forEach(CountedSource::close);
        replicas.forEach(BillingReplica::close);
    }
}

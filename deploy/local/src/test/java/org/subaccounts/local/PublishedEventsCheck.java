package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.subaccounts.contracts.Topics;

/**
 * Compares everything that was really published with {@code docs/events}: CloudEvents headers, order, and data against the
 * schema of their type. Takes doubles for faults, unless a publisher was killed.
 */
final class PublishedEventsCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NAMESPACE = "org.subaccounts.";
    private static final List<String> HEADERS = List.of(
            "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "ce_sequence", "content-type");
    private static final int PROBLEMS_SHOWN = 50;

    /** What was published, doubles once. {@code type}: in full, such as {@code org.subaccounts.InvoiceIssued.v1}. */
    record Published(String type, JsonNode data) {}

    /** A type's schema, to validate with and to look at. */
    private record Described(JsonNode document, Schema schema) {}

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Described> schemas;
    private final Set<String> ids = new HashSet<>();
    private final Map<String, String> lastSequences = new HashMap<>();
    private final Set<String> typesSeen = new TreeSet<>();
    private final List<Published> published = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final String topicPrefix;
    private final boolean publisherWasKilled;

    private PublishedEventsCheck(Map<String, Described> schemas, String topicPrefix, boolean publisherWasKilled) {
        this.schemas = schemas;
        this.topicPrefix = topicPrefix;
        this.publisherWasKilled = publisherWasKilled;
    }

    /**
     * Reads all topics from their beginning to their present end; gives the full types seen, such as
     * {@code org.subaccounts.SubAccountCreated.v1}. Fails with every deviation found.
     */
    static Set<String> typesSeen(String bootstrapServers) throws IOException {
        PublishedEventsCheck check = new PublishedEventsCheck(schemas(), "", false);
        check.read(bootstrapServers, Topics.ALL);
        assertThat(check.problems.stream().limit(PROBLEMS_SHOWN)).isEmpty();
        return check.typesSeen;
    }

    /** The events of one topic, in order per account, of a platform whose publishers may have been killed. */
    static List<Published> afterKills(String bootstrapServers, String topicPrefix, String topic) throws IOException {
        PublishedEventsCheck check = new PublishedEventsCheck(schemas(), topicPrefix, true);
        check.read(bootstrapServers, List.of(topic));
        assertThat(check.problems.stream().limit(PROBLEMS_SHOWN)).isEmpty();
        return check.published;
    }

    private static Map<String, Described> schemas() throws IOException {
        ObjectMapper json = new ObjectMapper();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        Map<String, Described> schemas = new HashMap<>();
        try (var files = Files.list(Repository.root().resolve("docs/events/schemas"))) {
            for (Path file : files.toList()) {
                JsonNode document = json.readTree(Files.readString(file));
                String type = NAMESPACE + file.toFile().getName().replaceFirst("\\.json$", "");
                schemas.put(type, new Described(document, registry.getSchema(document)));
            }
        }
        return schemas;
    }

    private void read(String bootstrapServers, List<String> topics) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topicPrefix + topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                assertThat(System.nanoTime())
                        .as("the ends %s are reached in time", ends)
                        .isLessThan(deadline);
                consumer.poll(Duration.ofMillis(200)).forEach(this::check);
            }
        }
    }

    private void check(ConsumerRecord<String, byte[]> record) {
        if (publisherWasKilled && ids.contains(header(record, "ce_source") + " " + header(record, "ce_id"))) {
            return;
        }
        for (String name : HEADERS) {
            long times = 0;
            for (Header header : record.headers().headers(name)) {
                times += header.value() == null ? 0 : 1;
            }
            require(times == 1, record, name + " is there " + times + " times");
        }
        String type = header(record, "ce_type");
        typesSeen.add(type);
        attributes(record);
        Described described = schemas.get(type);
        require(described != null, record, "there is no schema of " + type);
        if (described != null) {
            data(record, described);
        }
    }

    private void attributes(ConsumerRecord<String, byte[]> record) {
        String source = header(record, "ce_source");
        require(header(record, "ce_specversion").equals("1.0"), record, "ce_specversion is not 1.0");
        require(
                source.equals(
                        "/" + record.topic().substring(topicPrefix.length()).replace("-events", "-service")),
                record,
                source + " writes to " + record.topic());
        require(isUuid(header(record, "ce_id")), record, "ce_id is no UUID: " + header(record, "ce_id"));
        require(ids.add(source + " " + header(record, "ce_id")), record, "ce_id occurs twice");
        require(isTime(header(record, "ce_time")), record, "ce_time is not RFC 3339: " + header(record, "ce_time"));
        require(header(record, "ce_subject").equals(record.key()), record, "ce_subject is not the key");
        require(
                header(record, "content-type").equals("application/json"),
                record,
                "content-type is " + header(record, "content-type"));
        String sequence = header(record, "ce_sequence");
        String before = lastSequences.put(source + " " + record.topic() + "-" + record.partition(), sequence);
        require(
                before == null || before.compareTo(sequence) < 0,
                record,
                "ce_sequence " + sequence + " follows " + before);
    }

    private void data(ConsumerRecord<String, byte[]> record, Described described) {
        JsonNode data;
        try {
            data = json.readTree(record.value());
        } catch (IOException e) {
            problems.add(at(record) + "data is not JSON: " + e.getMessage());
            return;
        }
        published.add(new Published(header(record, "ce_type"), data));
        described
                .schema()
                .validate(data, run -> run.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .forEach(fault -> problems.add(at(record) + fault));
        Set<String> unknown = new TreeSet<>();
        data.fieldNames().forEachRemaining(unknown::add);
        described.document().path("properties").fieldNames().forEachRemaining(unknown::remove);
        require(unknown.isEmpty(), record, "the schema does not tell of " + unknown);
        require(data.path("account_id").asText().equals(record.key()), record, "account_id is not the key");
        require(
                data.path("occurred_at").asText().equals(header(record, "ce_time")),
                record,
                "occurred_at is not ce_time");
    }

    private void require(boolean holds, ConsumerRecord<String, byte[]> record, String otherwise) {
        if (!holds) {
            problems.add(at(record) + otherwise);
        }
    }

    private static String at(ConsumerRecord<String, byte[]> record) {
        return record.topic() + "-" + record.partition() + " at " + record.offset() + ", " + header(record, "ce_type")
                + ": ";
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text).getOffset().getTotalSeconds() == 0;
        } catch (DateTimeException e) {
            return false;
        }
    }
}

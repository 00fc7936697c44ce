package org.subaccounts.local.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.localinfra.KafkaBroker;

/**
 * A topic full of MessageSent as the publisher writes them — all headers, JSON, transactions of a thousand — over 10,000 accounts
 * with two or three domains each, in two days. Every account is as likely as every other, which leaves a batch the least to add up.
 */
final class ProjectionEvents {
    /** Before the topics, so that the services of the platform do not read them. */
    static final String PREFIX = "projection-";

    static final String TOPIC = PREFIX + Topics.SENDING;

    private static final int ACCOUNTS = 10_000;
    private static final int PARTITIONS = 3;
    private static final int EVENTS_PER_TRANSACTION = 1_000;
    private static final int SECONDS_OF_TWO_DAYS = 2 * 24 * 3600;
    private static final String SOURCE = "/sending-service";

    private final SplittableRandom random = new SplittableRandom(42);
    private final Instant firstMoment;
    private final List<UUID> accounts;

    private ProjectionEvents() {
        firstMoment = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(2, ChronoUnit.DAYS);
        accounts = IntStream.range(0, ACCOUNTS)
                .mapToObj(account -> new UUID(random.nextLong(), random.nextLong()))
                .toList();
    }

    /** Creates the topics of the prefix and writes so many events. */
    static void write(int count) {
        String bootstrapServers = Platform.setting("KAFKA_BOOTSTRAP");
        KafkaBroker.createTopics(
                bootstrapServers,
                Topics.ALL.stream().map(topic -> PREFIX + topic).toList(),
                PARTITIONS);
        long begin = System.nanoTime();
        new ProjectionEvents().send(bootstrapServers, count);
        System.out.printf("wrote %,d events in %.0f s%n", count, (System.nanoTime() - begin) / 1e9);
    }

    private void send(String bootstrapServers, int count) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        TOPIC,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024,
                        ProducerConfig.LINGER_MS_CONFIG,
                        20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int event = 0; event < count; event++) {
                if (event % EVENTS_PER_TRANSACTION == 0) {
                    producer.beginTransaction();
                }
                var unused = producer.send(record(event)); // the commit fails with the first that failed
                if (event % EVENTS_PER_TRANSACTION == EVENTS_PER_TRANSACTION - 1 || event == count - 1) {
                    producer.commitTransaction();
                }
            }
        }
    }

    private ProducerRecord<String, byte[]> record(int event) {
        int index = random.nextInt(ACCOUNTS);
        String account = accounts.get(index).toString();
        String domain = "d" + random.nextInt(2 + index % 2) + ".customer-" + index + ".example.com";
        Instant time = firstMoment.plusMillis(random.nextLong(SECONDS_OF_TWO_DAYS * 1_000L));
        String data = "{\"account_id\":\"" + account + "\",\"message_id\":\"" + id() + "\",\"domain\":\"" + domain
                + "\",\"recipient_count\":1,\"sandbox\":false,\"occurred_at\":\"" + time + "\"}";
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(TOPIC, account, data.getBytes(StandardCharsets.UTF_8));
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", id());
        header(record, "ce_source", SOURCE);
        header(record, "ce_type", "org.subaccounts.MessageSent.v1");
        header(record, "ce_time", time.toString());
        header(record, "ce_subject", account);
        header(record, "ce_sequence", sequence(event));
        header(record, "content-type", "application/json");
        return record;
    }

    private String id() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static String sequence(int event) {
        return String.format(Locale.ROOT, "%020d-%020d", 1_000 + event / 10, event + 1L);
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Where the partitions end: more than there are events, by the markers of the transactions. */
    static long offsets(Admin admin) throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(end -> end.offset())
                .sum();
    }
}

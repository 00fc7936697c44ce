package org.subaccounts.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends MessageSent as a service's publisher does, and counts what it sent: in Kafka transactions, each again and again with
 * the same sequences until it is acknowledged. Now and then it aborts a transaction, or sends the last ones once more though
 * they were acknowledged, as after a crash. Everything follows from the seed but for what Kafka answers.
 */
final class CountedSource implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    // what the client says of a broker that is away; kept here, since a logger that nobody holds forgets its level
    private static final Logger CLIENT_LOG = Logger.getLogger("org.apache.kafka.clients");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Instant FIRST_MOMENT = Instant.parse("2026-09-28T00:00:00Z");
    private static final int SECONDS_OF_SIX_DAYS = 6 * 24 * 3600;
    private static final int DOMAINS = 3;
    private static final int REPEATED_TRANSACTIONS = 3;

    private final String bootstrapServers;
    private final String topic;
    private final String source;
    private final List<UUID> accounts;
    private final Random random;
    private final Instant firstMoment;
    private final int seconds;
    private final Map<Row, Long> usage = new HashMap<>();
    private final Map<Row, Long> daily = new HashMap<>();
    private final Deque<List<ProducerRecord<String, byte[]>>> last = new ArrayDeque<>();
    private @Nullable KafkaProducer<String, byte[]> producer;
    private long transactions;
    private long events;
    private long unknownOutcomes;
    private long repeated;
    private long aborted;

    /** A row that is counted: period or day, account, and domain, which is empty in a period. */
    record Row(LocalDate day, UUID account, String domain) {}

    CountedSource(String bootstrapServers, String topic, String source, List<UUID> accounts, long seed) {
        this(bootstrapServers, topic, source, accounts, seed, FIRST_MOMENT, SECONDS_OF_SIX_DAYS);
    }

    /** Of messages accepted in that many seconds from the moment on. */
    CountedSource(
            String bootstrapServers,
            String topic,
            String source,
            List<UUID> accounts,
            long seed,
            Instant firstMoment,
            int seconds) {
        CLIENT_LOG.setLevel(Level.OFF);
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.source = source;
        this.accounts = accounts;
        this.random = new Random(seed);
        this.firstMoment = firstMoment;
        this.seconds = seconds;
    }

    static List<UUID> accounts(int count, long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                .limit(count)
                .toList();
    }

    Map<Row, Long> usage() {
        return usage;
    }

    Map<Row, Long> daily() {
        return daily;
    }

    @Override
    public String toString() {
        return "%s: %d events in %d transactions, %d of unknown outcome, %d aborted, %d repeated"
                .formatted(source, events, transactions, unknownOutcomes, aborted, repeated);
    }

    /** One transaction of 1 to {@code most} events, and what else the seed wants; returns when it is acknowledged. */
    void send(int most) {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        transactions++;
        for (int left = random.nextInt(most); left >= 0; left--) {
            records.add(next(accounts.get(random.nextInt(accounts.size()))));
        }
        if (random.nextInt(20) == 0) {
            abort(records);
        }
        acknowledged(records);
        remember(records);
        if (random.nextInt(10) == 0) {
            repeated++;
            last.forEach(this::acknowledged);
        }
    }

    /** An event for each account, and so a last one in each partition: what follows it is the marker of its transaction. */
    void sendToAll() {
        transactions++;
        List<ProducerRecord<String, byte[]>> records =
                accounts.stream().map(this::next).toList();
        acknowledged(records);
        remember(records);
    }

    private void remember(List<ProducerRecord<String, byte[]>> records) {
        last.addLast(records);
        if (last.size() > REPEATED_TRANSACTIONS) {
            last.removeFirst();
        }
    }

    private ProducerRecord<String, byte[]> next(UUID account) {
        events++;
        Instant time = firstMoment.plusSeconds(random.nextInt(seconds));
        String domain = "d" + random.nextInt(DOMAINS) + ".example.com";
        boolean sandbox = random.nextInt(10) == 0;
        int recipients = random.nextInt(50) == 0 ? 1_000 : random.nextInt(1, 4);
        if (!sandbox) {
            LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
            usage.merge(new Row(day.withDayOfMonth(1), account, ""), (long) recipients, Long::sum);
            daily.merge(new Row(day, account, domain), (long) recipients, Long::sum);
        }
        ObjectNode data = JSON.createObjectNode()
                .put("account_id", account.toString())
                .put("message_id", source + "-" + events)
                .put("domain", domain)
                .put("recipient_count", recipients)
                .put("sandbox", sandbox)
                .put("occurred_at", time.toString());
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, account.toString(), data.toString().getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        source + "-" + events,
                        "ce_source",
                        source,
                        "ce_type",
                        "org.subaccounts.MessageSent.v1",
                        "ce_time",
                        time.toString(),
                        "ce_subject",
                        account.toString(),
                        "ce_sequence",
                        String.format(Locale.ROOT, "%020d-%020d", transactions, events),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** Sends it as often as it takes. Of a transaction that failed nobody knows whether it was committed. */
    private void acknowledged(List<ProducerRecord<String, byte[]>> records) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                transaction(records).commitTransaction();
                return;
            } catch (KafkaException e) {
                unknownOutcomes++;
                close();
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
        }
    }

    private void abort(List<ProducerRecord<String, byte[]>> records) {
        try {
            aborted++;
            transaction(records).abortTransaction();
        } catch (KafkaException e) {
            unknownOutcomes++;
            close();
        }
    }

    private KafkaProducer<String, byte[]> transaction(List<ProducerRecord<String, byte[]>> records) {
        KafkaProducer<String, byte[]> open = producer();
        open.beginTransaction();
        for (ProducerRecord<String, byte[]> record : records) {
            var unused = open.send(record); // the commit fails with the first that failed
        }
        open.flush();
        return open;
    }

    private KafkaProducer<String, byte[]> producer() {
        KafkaProducer<String, byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            bootstrapServers,
                            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                            topic + source,
                            ProducerConfig.MAX_BLOCK_MS_CONFIG,
                            5_000,
                            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            2_000,
                            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                            4_000,
                            ProducerConfig.LINGER_MS_CONFIG,
                            0,
                            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                            500),
                    new StringSerializer(),
                    new ByteArraySerializer());
            producer = open;
            open.initTransactions();
        }
        return open;
    }

    @Override
    public void close() {
        KafkaProducer<String, byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}

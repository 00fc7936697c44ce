package org.subaccounts.platform.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends batches to Kafka, each as one transaction. Opening it fences whoever used the same transactional id before:
 * their open transaction is aborted, and what they send from then on fails. Blocks; for the publisher's thread only.
 * After any failure it must be closed and a new one opened.
 */
final class TransactionalSender implements AutoCloseable {
    private static final Map<String, Object> BOUNDS = Map.ofEntries(
            Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
            Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
            Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000),
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000),
            Map.entry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000),
            Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000),
            Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L * 1024 * 1024),
            // headers and names repeat: a batch becomes a fifth of its size
            Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"));

    private final KafkaProducer<String, byte[]> producer;
    private boolean failed;

    private TransactionalSender(KafkaProducer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** {@code kafka}: connection settings; members that no producer knows are left out. */
    static TransactionalSender open(Map<String, Object> kafka, String transactionalId) {
        Map<String, Object> configuration = new HashMap<>(kafka);
        configuration.keySet().retainAll(ProducerConfig.configNames());
        configuration.putAll(BOUNDS);
        configuration.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        configuration.put(ProducerConfig.CLIENT_ID_CONFIG, transactionalId);
        TransactionalSender sender = new TransactionalSender(
                new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer()));
        try {
            sender.producer.initTransactions();
            return sender;
        } catch (RuntimeException e) {
            sender.failed = true;
            sender.close();
            throw e;
        }
    }

    /** All or none become visible to readers of committed records. */
    void send(List<ProducerRecord<String, byte[]>> records) {
        failed = true;
        producer.beginTransaction();
        for (ProducerRecord<String, byte[]> record : records) {
            failAtOnce(producer.send(record));
        }
        producer.commitTransaction();
        failed = false;
    }

    /**
     * The commit waits for every record and fails with the first failure; but a record for which no metadata could be
     * had has failed already, after the longest wait, and each further one would wait as long again.
     */
    private static void failAtOnce(Future<RecordMetadata> sent) {
        if (sent.state() == Future.State.FAILED) {
            throw new KafkaException("cannot send", sent.exceptionNow());
        }
    }

    /** A transaction left open by a failure is aborted by the next sender, or by Kafka after 15 seconds. */
    @Override
    public void close() {
        producer.close(failed ? Duration.ZERO : Duration.ofSeconds(2));
    }
}

package org.subaccounts.platform.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.subaccounts.platform.eventstore.ExternalReadModel;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;
import org.subaccounts.platform.messaging.TopicInspector.Extent;

/** A topic from its beginning up to where a consumer has come: what a rebuild of that consumer's tables reads. */
final class TopicFeed implements ExternalReadModel.Feed {
    private static final int MOST_RECORDS = 200_000;
    private static final long CLOSE_ENOUGH = 50_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** A transaction of the rebuild is not left idle for longer. */
    private static final Duration LONGEST_PAGE = Duration.ofSeconds(8);

    private final String consumer;
    private final Consumer<String, byte[]> kafka;
    private final ConsumerPositions positions;
    private final Supplier<? extends Gathering> empty;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    /** {@code kafka}: not assigned yet; closed with this. */
    TopicFeed(
            String consumer,
            Consumer<String, byte[]> kafka,
            ConsumerPositions positions,
            Supplier<? extends Gathering> empty,
            Map<TopicPartition, Extent> topic) {
        this.consumer = consumer;
        this.kafka = kafka;
        this.positions = positions;
        this.empty = empty;
        this.partitions = List.copyOf(topic.keySet());
        topic.forEach(this::requireWhole);
        kafka.assign(partitions);
        // to a number: should retention be faster than the first poll, it fails instead of beginning later
        partitions.forEach(partition -> kafka.seek(partition, 0));
    }

    private void requireWhole(TopicPartition partition, Extent extent) {
        if (extent.first() > 0) {
            throw new IllegalStateException(partition + " begins at offset " + extent.first()
                    + ": what was before is not kept any more, so nothing whole can be built from it");
        }
        progress.put(partition, new PartitionProgress(new Position(extent.topicId(), 0, Map.of())));
    }

    @Override
    public long left() throws InterruptedException {
        Map<TopicPartition, Position> stored = Blocking.await("load positions", positions.load(consumer, partitions));
        for (TopicPartition partition : partitions) {
            Position position = stored.get(partition);
            if (position != null
                    && !position.topicId()
                            .equals(progressOf(partition).position().topicId())) {
                throw new IllegalStateException(partition + " is not the topic that " + consumer + " has read");
            }
            ends.put(partition, position == null ? 0 : position.nextOffset());
        }
        long left = leftOf(partitions);
        if (left == 0) {
            stored.forEach(this::requireSameSequences);
        }
        return left;
    }

    /**
     * When a producer's sequences began anew, as after a restore, somebody has told the live consumer; here everything after
     * that would be taken for doubles.
     */
    private void requireSameSequences(TopicPartition partition, Position live) {
        if (!live.lastSequences().equals(progressOf(partition).position().lastSequences())) {
            throw new IllegalStateException("the sequences of " + partition
                    + " began anew at some time, so what was sent twice cannot be told from what was sent later");
        }
    }

    private long leftOf(Collection<TopicPartition> some) {
        return some.stream().mapToLong(this::leftOf).sum();
    }

    private long leftOf(TopicPartition partition) {
        return Math.max(0, end(partition) - progressOf(partition).nextOffset());
    }

    private long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    private PartitionProgress progressOf(TopicPartition partition) {
        PartitionProgress of = progress.get(partition);
        if (of == null) {
            throw new IllegalStateException("a partition that was not asked for: " + partition);
        }
        return of;
    }

    @Override
    public long closeEnough() {
        return CLOSE_ENOUGH;
    }

    @Override
    public int next(PgUnitOfWork work) {
        Gathering gathering = empty.get();
        int records = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long pageEnd = System.nanoTime() + LONGEST_PAGE.toNanos();
        while (leftOf(partitions) > 0
                && records < MOST_RECORDS
                && !gathering.isFull()
                && (records == 0 || System.nanoTime() < pageEnd)) {
            long before = leftOf(partitions);
            records += poll(gathering);
            if (leftOf(partitions) < before) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Kafka gave nothing for " + PATIENCE.toSeconds() + " s");
            }
        }
        gathering.enlist(work);
        return records;
    }

    private int poll(Gathering gathering) {
        kafka.pause(partitions);
        kafka.resume(
                partitions.stream().filter(partition -> leftOf(partition) > 0).toList());
        ConsumerRecords<String, byte[]> polled = kafka.poll(POLL);
        int records = 0;
        for (TopicPartition partition : polled.partitions()) {
            for (ConsumerRecord<String, byte[]> record : polled.records(partition)) {
                if (record.offset() < end(partition)) {
                    add(EventRecord.of(record), progressOf(partition), gathering);
                    records++;
                }
            }
        }
        for (TopicPartition partition : partitions) {
            long position = kafka.position(partition);
            progressOf(partition).moveTo(Math.min(position, end(partition)));
            if (position > end(partition)) {
                kafka.seek(partition, end(partition));
            }
        }
        return records;
    }

    private static void add(EventRecord record, PartitionProgress progress, Gathering gathering) {
        if (progress.isNew(record)) {
            gathering.add(record);
            progress.take(record);
        } else {
            progress.drop(record);
        }
    }

    @Override
    public void close() {
        kafka.close(CloseOptions.timeout(Duration.ZERO));
    }
}

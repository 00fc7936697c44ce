package org.subaccounts.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;

/**
 * How far a partition was taken up: the next offset, and the last sequence of every source. A record is new when it lies
 * behind both: Kafka may deliver again what was applied, a producer may send again what it had sent.
 */
final class PartitionProgress {
    private final String topicId;
    private final Map<String, byte[]> lastSequences = new HashMap<>();
    private long nextOffset;
    private byte[] recentSource = {};
    private String recentSourceName = "";

    PartitionProgress(Position stored) {
        topicId = stored.topicId();
        nextOffset = stored.nextOffset();
        stored.lastSequences().forEach((source, sequence) -> lastSequences.put(source, sequence.getBytes(UTF_8)));
    }

    boolean isNew(EventRecord record) {
        if (record.offset() < nextOffset) {
            return false;
        }
        if (record.sequence().length == 0) {
            return true;
        }
        byte[] last = lastSequences.get(sourceName(record));
        return last == null || Arrays.compareUnsigned(record.sequence(), last) > 0;
    }

    /** Was new, and was taken up. */
    void take(EventRecord record) {
        if (record.sequence().length > 0) {
            lastSequences.put(sourceName(record), record.sequence());
        }
        moveTo(record.offset() + 1);
    }

    /** Was not new. */
    void drop(EventRecord record) {
        moveTo(record.offset() + 1);
    }

    /** Never backwards. */
    void moveTo(long offset) {
        nextOffset = Math.max(nextOffset, offset);
    }

    long nextOffset() {
        return nextOffset;
    }

    Position position() {
        Map<String, String> sequences = new HashMap<>();
        lastSequences.forEach((source, sequence) -> sequences.put(source, new String(sequence, UTF_8)));
        return new Position(topicId, nextOffset, sequences);
    }

    /** Most often that of the record before. */
    private String sourceName(EventRecord record) {
        if (!Arrays.equals(record.source(), recentSource)) {
            recentSource = record.source();
            recentSourceName = new String(recentSource, UTF_8);
        }
        return recentSourceName;
    }
}

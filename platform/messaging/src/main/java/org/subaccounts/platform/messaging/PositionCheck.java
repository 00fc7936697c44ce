package org.subaccounts.platform.messaging;

import org.subaccounts.platform.messaging.ConsumerPositions.Position;
import org.subaccounts.platform.messaging.TopicInspector.Extent;

/** Whether what Kafka holds continues where a consumer stopped. Pure. */
final class PositionCheck {
    /**
     * After the last record of a transaction comes its marker, which no consumer sees. When retention has emptied a
     * partition, its first offset lies behind that marker, one more than the position of a consumer that missed nothing.
     */
    private static final int TRANSACTION_MARKER = 1;

    private PositionCheck() {}

    /** Fails with the reason when records are missing between the position and what is kept. */
    static void requireContinuation(Object who, Position position, Extent extent) {
        if (!position.topicId().equals(extent.topicId())) {
            throw new PositionRefusedException(
                    who + " was reading a topic that was deleted: another one has its name now");
        }
        if (position.nextOffset() > extent.end()) {
            throw new PositionRefusedException(who + " stands at offset " + position.nextOffset()
                    + ", but the topic ends at " + extent.end() + ": records were lost");
        }
        boolean isEmpty = extent.first() == extent.end();
        if (position.nextOffset() + (isEmpty ? TRANSACTION_MARKER : 0) < extent.first()) {
            throw new PositionRefusedException(who + " stands at offset " + position.nextOffset()
                    + ", but the topic begins at " + extent.first() + ": records were deleted before they were read");
        }
    }
}

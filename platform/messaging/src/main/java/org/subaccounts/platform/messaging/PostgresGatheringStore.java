package org.subaccounts.platform.messaging;

import io.vertx.sqlclient.Pool;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;

/** One transaction of the service's database. The positions move first: whoever lost them has written nothing yet. */
final class PostgresGatheringStore implements GatheringStore {
    private final Pool pool;
    private final ConsumerPositions positions;

    PostgresGatheringStore(Pool pool, ConsumerPositions positions) {
        this.pool = pool;
        this.positions = positions;
    }

    @Override
    public CompletionStage<Map<TopicPartition, Position>> load(String consumer, Collection<TopicPartition> partitions) {
        return positions.load(consumer, partitions);
    }

    @Override
    public CompletionStage<Void> store(
            String consumer,
            Gathering gathering,
            Map<TopicPartition, Position> from,
            Map<TopicPartition, Position> to) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        ConsumerPositions.enlistAdvance(work, consumer, from, to);
        gathering.enlist(work);
        return work.commit();
    }
}

package org.subaccounts.platform.messaging;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;
import org.subaccounts.platform.messaging.ConsumerStatus.Assignment;
import org.subaccounts.platform.messaging.TopicInspector.Extent;

/**
 * Makes a channel start where its consumer's stored position is; a consumer that is new starts at the oldest record.
 * When that cannot be had, polling fails and is tried again later: with auto.offset.reset=none nothing is ever read
 * from anywhere else. Runs on the channel's polling thread, which may block.
 */
@Identifier("stored-position") @ApplicationScoped
class StoredPositionListener implements KafkaConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(StoredPositionListener.class);

    private final ConsumerPositions positions;
    private final TopicInspector topics;
    private final ConsumerStatus status;
    private final GatheringLanes lanes;
    private final String prefix;

    StoredPositionListener(
            ConsumerPositions positions,
            TopicInspector topics,
            ConsumerStatus status,
            GatheringLanes lanes,
            @ConfigProperty(name = "platform.topic-prefix") Optional<String> prefix) {
        this.positions = positions;
        this.topics = topics;
        this.status = status;
        this.lanes = lanes;
        this.prefix = prefix.orElse("");
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        status.assigned(name(consumer), consumer.assignment());
        if (partitions.isEmpty()) {
            return;
        }
        try {
            requireDistinct(consumer);
            seek(consumer, partitions);
        } catch (RuntimeException e) {
            if (!(e instanceof PositionRefusedException)) {
                LOG.warnf("consumer %s cannot start yet, trying again: %s", name(consumer), e.getMessage());
            }
            // otherwise the client would keep the assignment, and never ask again where it starts
            consumer.enforceRebalance("no stored position");
            throw e;
        }
    }

    /** Kafka forgets a group that was empty, and then counts its generations from 1 again. */
    private void requireDistinct(Consumer<?, ?> consumer) {
        int generation = consumer.groupMetadata().generationId();
        if (!lanes.isDistinct(name(consumer), generation)) {
            throw new IllegalStateException("the group has the generation " + generation + " a second time");
        }
    }

    private void seek(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        String name = name(consumer);
        try {
            Map<TopicPartition, Extent> extents = topics.inspect(partitions);
            Blocking.await("create positions", positions.create(name, extents));
            Map<TopicPartition, Position> stored = Blocking.await("load positions", positions.load(name, partitions));
            for (TopicPartition partition : partitions) {
                seek(consumer, new Assignment(name, partition), ConsumerPositions.at(stored, partition), extents);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted", e);
        }
    }

    private void seek(
            Consumer<?, ?> consumer, Assignment assignment, Position position, Map<TopicPartition, Extent> extents) {
        Extent extent = extents.get(assignment.partition());
        if (extent == null || !continues(assignment, position, extent)) {
            throw new PositionRefusedException("refused: " + assignment);
        }
        consumer.seek(assignment.partition(), Math.max(position.nextOffset(), extent.first()));
        LOG.debugf("%s starts at offset %d of %d", assignment, position.nextOffset(), extent.end());
    }

    /** Remembers the answer for health and for the batches that are still under way. */
    private boolean continues(Assignment assignment, Position position, Extent extent) {
        try {
            PositionCheck.requireContinuation(assignment, position, extent);
            status.accepted(assignment);
            status.lag(assignment, extent.end() - position.nextOffset());
            return true;
        } catch (PositionRefusedException e) {
            if (status.refused(assignment, String.valueOf(e.getMessage()))) {
                LOG.errorf(
                        "%s. Nothing is read until somebody decides, see README of platform/messaging", e.getMessage());
            }
            return false;
        }
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            lanes.revoke(name(consumer));
        }
        status.revoked(name(consumer), partitions);
    }

    private String name(Consumer<?, ?> consumer) {
        String group = consumer.groupMetadata().groupId();
        return group.startsWith(prefix) ? group.substring(prefix.length()) : group;
    }
}

package org.subaccounts.platform.messaging;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/** The table of what every consumer has applied, per partition. */
@Singleton
class ConsumerPositions {
    /** {@code nextOffset}: first record that was not applied. {@code lastSequences}: by CloudEvents source. */
    record Position(String topicId, long nextOffset, Map<String, String> lastSequences) {
        Position {
            lastSequences = Map.copyOf(lastSequences);
        }
    }

    private static final String LOAD = """
            select topic, partition, topic_id, next_offset, last_sequences
              from consumer_position where consumer = $1 and (topic, partition) in (select * from unnest($2::text[], $3::int[]))
            """;

    private static final String CREATE = """
            with started as (
              insert into consumer_position (consumer, topic, partition, topic_id, next_offset)
              select $1, * from unnest($2::text[], $3::int[], $4::text[], $5::bigint[])
              on conflict do nothing returning topic, topic_id)
            insert into consumer_topic select distinct $1, topic, topic_id from started
            on conflict do nothing
            """;

    private static final String TOPIC_IDS = "select topic_id from consumer_topic where consumer = $1 and topic = $2";

    private static final String ADVANCE = "select consumer_advance($1, $2, $3, $4, $5, $6)";

    private final Pool pool;

    ConsumerPositions(Pool pool) {
        this.pool = pool;
    }

    CompletionStage<Map<TopicPartition, Position>> load(String consumer, Collection<TopicPartition> partitions) {
        List<TopicPartition> wanted = List.copyOf(partitions);
        return pool.preparedQuery(LOAD)
                .execute(Tuple.of(consumer, topics(wanted), numbers(wanted)))
                .map(ConsumerPositions::positions)
                .toCompletionStage();
    }

    /** Rows for partitions that this consumer has never seen; existing ones stay as they are. */
    CompletionStage<?> create(String consumer, Map<TopicPartition, TopicInspector.Extent> extents) {
        List<TopicPartition> partitions = List.copyOf(extents.keySet());
        List<TopicInspector.Extent> values =
                partitions.stream().map(extents::get).toList();
        return pool.preparedQuery(CREATE)
                .execute(Tuple.of(
                        consumer,
                        topics(partitions),
                        numbers(partitions),
                        values.stream().map(TopicInspector.Extent::topicId).toArray(String[]::new),
                        values.stream().map(TopicInspector.Extent::first).toArray(Long[]::new)))
                .toCompletionStage();
    }

    /** Of every topic of this name that the consumer ever began to read, also of those that were deleted since. */
    CompletionStage<Set<String>> topicIds(String consumer, String topic) {
        return pool.preparedQuery(TOPIC_IDS)
                .execute(Tuple.of(consumer, topic))
                .map(rows -> {
                    Set<String> ids = new HashSet<>();
                    rows.forEach(row -> ids.add(row.getString(0)));
                    return ids;
                })
                .toCompletionStage();
    }

    /** Enlists the move of all these positions; the transaction fails when one is not where {@code from} says. */
    static void enlistAdvance(
            PgUnitOfWork work, String consumer, Map<TopicPartition, Position> from, Map<TopicPartition, Position> to) {
        List<TopicPartition> moved = List.copyOf(to.keySet());
        var unused = work.enlist(
                ADVANCE,
                Tuple.of(
                        consumer,
                        topics(moved),
                        numbers(moved),
                        moved.stream().map(key -> at(from, key).nextOffset()).toArray(Long[]::new),
                        moved.stream().map(key -> at(to, key).nextOffset()).toArray(Long[]::new),
                        moved.stream()
                                .map(key -> JsonObject.mapFrom(at(to, key).lastSequences())
                                        .encode())
                                .toArray(String[]::new)));
    }

    static Position at(Map<TopicPartition, Position> positions, TopicPartition partition) {
        Position position = positions.get(partition);
        if (position == null) {
            throw new IllegalStateException("no stored position for " + partition
                    + ": the channel's group.id must be the consumer's name, see README of platform/messaging");
        }
        return position;
    }

    private static Map<TopicPartition, Position> positions(RowSet<Row> rows) {
        Map<TopicPartition, Position> positions = new HashMap<>();
        for (Row row : rows) {
            Map<String, String> sequences = row.getJsonObject("last_sequences").stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
            positions.put(
                    new TopicPartition(row.getString("topic"), row.getInteger("partition")),
                    new Position(row.getString("topic_id"), row.getLong("next_offset"), sequences));
        }
        return positions;
    }

    private static String[] topics(List<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::topic).toArray(String[]::new);
    }

    private static Integer[] numbers(List<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).toArray(Integer[]::new);
    }
}

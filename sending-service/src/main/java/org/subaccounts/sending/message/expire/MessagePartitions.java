package org.subaccounts.sending.message.expire;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Messages lie in a partition for each day on which they are deleted. Makes those of the days to come, before the service accepts
 * anything and then ahead of time; drops those of days that are over. What is still to be delivered keeps its partition, of which
 * then only the other rows are deleted. Replicas do it one at a time, and nobody who accepts or delivers waits for it for long.
 */
@ApplicationScoped
public class MessagePartitions {
    private static final Logger LOG = Logger.getLogger(MessagePartitions.class);
    /** Longer than anything is kept: 30 days, after up to 8 of schedule. */
    private static final int DAYS_AHEAD = 45;

    private static final int BATCH = 1_000;
    private static final Duration START_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOCKS_WITHIN = Duration.ofSeconds(1);
    private static final int START_RETRIES = 20;
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String IMPATIENT = "set local lock_timeout = '500ms'";
    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('message partitions'))";
    private static final String CREATE = "select create_message_partitions($1, $2)";
    private static final String PAST = "select part, day from past_message_partitions($1)";
    private static final String DROP = "select drop_message_partition($1, $2) as dropped";
    private static final String DELETE = """
            with batch as materialized (
                select id from %1$s where keep_day = $1 and id > $2 order by id limit %3$d
            ), forgotten as materialized (
                select id, %2$s(id, $1) from batch
            )
            select id from forgotten order by id desc limit 1""";
    private static final String DELETE_MESSAGES = DELETE.formatted("message", "forget_message", BATCH);
    private static final String DELETE_CONTENT = DELETE.formatted("message_content", "forget_content", BATCH);

    private final Pool pool;
    private final Clock clock;

    private record Partition(String part, LocalDate day) {}

    @Inject
    public MessagePartitions(Pool pool) {
        this(pool, Clock.systemUTC());
    }

    MessagePartitions(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Blocks the start: without a partition nothing can be accepted. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        create().onFailure(MessagePartitions::isLocked)
                .retry()
                .withBackOff(LOCKS_WITHIN)
                .atMost(START_RETRIES)
                .await()
                .atMost(START_WITHIN);
    }

    @Scheduled(every = "${sending.partitions.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> maintain() {
        return create().onFailure(MessagePartitions::isLocked)
                .recoverWithUni(() -> {
                    LOG.info("the tables of messages are busy, so partitions are made later");
                    return Uni.createFrom().voidItem();
                })
                .chain(this::endPast);
    }

    private Uni<Void> create() {
        LocalDate today = today();
        return Uni.createFrom()
                .completionStage(() -> pool.withTransaction(connection -> connection
                                .query(IMPATIENT)
                                .execute()
                                .compose(_ -> connection.query(ONE_AT_A_TIME).execute())
                                .compose(_ -> connection
                                        .preparedQuery(CREATE)
                                        .execute(Tuple.of(today, today.plusDays(DAYS_AHEAD)))))
                        .toCompletionStage())
                .replaceWithVoid();
    }

    private Uni<Void> endPast() {
        return query(PAST, Tuple.of(today()))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .map(row -> new Partition(row.getString("part"), row.getLocalDate("day")))
                .onItem()
                .transformToUniAndConcatenate(this::end)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> end(Partition partition) {
        return query(DROP, Tuple.of(partition.part(), partition.day())).chain(rows -> {
            if (rows.iterator().next().getBoolean("dropped")) {
                LOG.infof("what was kept until %s is deleted (%s)", partition.day(), partition.part());
                return Uni.createFrom().voidItem();
            }
            return switch (partition.part()) {
                case "message" -> delete(DELETE_MESSAGES, partition.day(), new UUID(0, 0));
                case "message_content" -> delete(DELETE_CONTENT, partition.day(), new UUID(0, 0));
                default -> Uni.createFrom().voidItem(); // attachments go with their content
            };
        });
    }

    private Uni<Void> delete(String sql, LocalDate day, UUID after) {
        return query(sql, Tuple.of(day, after)).chain(rows -> {
            RowIterator<Row> last = rows.iterator();
            return last.hasNext()
                    ? delete(sql, day, last.next().getUUID("id"))
                    : Uni.createFrom().voidItem();
        });
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }

    private static boolean isLocked(Throwable failure) {
        return failure instanceof PgException refused && LOCK_NOT_AVAILABLE.equals(refused.getSqlState());
    }
}

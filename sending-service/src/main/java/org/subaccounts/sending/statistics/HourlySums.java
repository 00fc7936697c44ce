package org.subaccounts.sending.statistics;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.Turns;

/** Adds up the hours of a query, by bucket: of an account one query after the other. */
@ApplicationScoped
public class HourlySums {
    /** Of a whole service; the other connections are for what customers wait for. */
    static final int MAX_RUNNING = 6;

    private final Pool pool;
    private final Vertx vertx;
    private final AtomicInteger running = new AtomicInteger();
    private final Turns turns = new Turns();

    public HourlySums(Pool pool, Vertx vertx) {
        this.pool = pool;
        this.vertx = vertx;
    }

    /**
     * What to add up.
     *
     * @param columns what to select besides the bucket
     * @param groups further columns to group by, each with a comma in front; or nothing
     * @param condition a further condition, with {@code and} in front; or nothing
     * @param around a statement around it, which stands at {@code %s}
     */
    public record Select(String columns, String groups, String condition, String around) {
        public static Select of(String columns) {
            return new Select(columns, "", "", "%s");
        }
    }

    /** One result for every bucket, oldest first, of its rows; there are none if nothing happened. */
    public <T> Uni<List<T>> perBucket(
            StatisticsQuery query, Select select, BiFunction<Grouping.Bucket, List<Row>, T> result) {
        Tuple arguments = Tuple.of(
                query.grouping().field(),
                query.accountId(),
                query.from().atOffset(ZoneOffset.UTC),
                query.to().atOffset(ZoneOffset.UTC));
        String sql = select.around()
                .replace(
                        "%s",
                        "select date_trunc($1::text, hour, 'UTC') as bucket, " + select.columns()
                                + " from statistics_hourly where account_id = $2 and hour >= $3 and hour < $4"
                                + conditions(query, arguments) + select.condition() + " group by 1" + select.groups());
        Uni<RowSet<Row>> sums = turns.takeOn(
                vertx.getOrCreateContext(),
                query.accountId(),
                () -> bounded(() -> pool.preparedQuery(sql).execute(arguments)));
        return sums.map(rows -> {
            Map<Instant, List<Row>> byBucket = byBucket(rows);
            return query.buckets().stream()
                    .map(bucket -> result.apply(bucket, byBucket.getOrDefault(bucket.start(), List.of())))
                    .toList();
        });
    }

    private Uni<RowSet<Row>> bounded(Supplier<Future<RowSet<Row>>> query) {
        return Uni.createFrom().completionStage(() -> {
            if (running.incrementAndGet() > MAX_RUNNING) {
                running.decrementAndGet();
                throw new Busy();
            }
            return query.get().onComplete(_ -> running.decrementAndGet()).toCompletionStage();
        });
    }

    /** 503: as many statistics are being read as may be. */
    public static final class Busy extends Refusal {
        private static final long serialVersionUID = 1L;

        Busy() {
            super(503, "too many statistics are being read at once; try again", Map.of("Retry-After", "2"));
        }
    }

    private static String conditions(StatisticsQuery query, Tuple arguments) {
        StringBuilder conditions = new StringBuilder();
        List<String> senders = query.senderDomains();
        if (senders != null) {
            arguments.addArrayOfString(senders.toArray(String[]::new));
            conditions
                    .append(" and sender_domain = any($")
                    .append(arguments.size())
                    .append(")");
        }
        if (!query.recipientDomains().isEmpty()) {
            arguments.addArrayOfString(query.recipientDomains().toArray(String[]::new));
            conditions
                    .append(" and recipient_domain = any($")
                    .append(arguments.size())
                    .append(")");
        }
        if (!query.tags().isEmpty()) {
            arguments.addArrayOfString(query.tags().toArray(String[]::new));
            conditions.append(" and tags && $").append(arguments.size()).append("::text[]");
        }
        return conditions.toString();
    }

    private static Map<Instant, List<Row>> byBucket(RowSet<Row> rows) {
        Map<Instant, List<Row>> byBucket = new HashMap<>();
        for (Row row : rows) {
            byBucket.computeIfAbsent(row.getOffsetDateTime("bucket").toInstant(), first -> new ArrayList<>())
                    .add(row);
        }
        return byBucket;
    }
}

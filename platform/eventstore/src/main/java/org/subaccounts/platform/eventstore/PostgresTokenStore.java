package org.subaccounts.platform.eventstore;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.processing.streaming.segmenting.Segment;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToClaimTokenException;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToInitializeTokenException;
import org.jspecify.annotations.Nullable;

/**
 * Axon's token store on the reactive PostgreSQL client; no method blocks. A claim that was not renewed for the claim
 * timeout may be taken over. In a unit of work a token is stored in its transaction, with the effects of the events:
 * if the claim is lost meanwhile, all of it is rolled back.
 */
public final class PostgresTokenStore implements TokenStore {
    private static final String STORE = "select es_store_token($1,$2,$3,$4,$5)";
    private static final String INITIALIZE = "insert into es_token (processor, segment, mask, token, token_type)"
            + " select $1, s.segment, s.mask, $4, $5 from unnest($2::int[], $3::int[]) s (segment, mask)";
    private static final String FREE =
            "(owner is null or owner = $2 or claimed_at < now() - make_interval(secs => $3))";
    private static final String CLAIM = "update es_token set owner = $2, claimed_at = now()"
            + " where processor = $1 and segment = $4 and ($5::int is null or mask = $5) and " + FREE
            + " returning token, token_type";
    private static final String EXTEND =
            "update es_token set claimed_at = now() where processor = $1 and segment = $2 and owner = $3";
    private static final String RELEASE =
            "update es_token set owner = null where processor = $1 and segment = $2 and owner = $3";
    private static final String DELETE = "delete from es_token where processor = $1 and segment = $2 and owner = $3";
    private static final String SEGMENT = "select segment, mask from es_token where processor = $1 and segment = $2";
    private static final String SEGMENTS = "select segment, mask from es_token where processor = $1 order by segment";
    private static final String AVAILABLE =
            "select segment, mask from es_token where processor = $1 and " + FREE + " order by segment";
    private static final String IDENTIFIER = "select id::text from es_store";
    private static final String UNIQUE_VIOLATION = "23505";

    private final Pool pool;
    private final TokenJson json;
    private final String owner;
    private final double claimTimeoutSeconds;

    /** @param owner name of this process, unique among all that run at the same time */
    public PostgresTokenStore(Pool pool, EventJson json, String owner, Duration claimTimeout) {
        this.pool = pool;
        this.json = new TokenJson(json.mapper());
        this.owner = owner;
        this.claimTimeoutSeconds = claimTimeout.toMillis() / 1000.0;
    }

    @Override
    public CompletableFuture<List<Segment>> initializeTokenSegments(
            String processorName,
            int segmentCount,
            @Nullable TrackingToken initialToken,
            @Nullable ProcessingContext context) {
        List<Segment> segments = Segment.splitBalanced(Segment.ROOT_SEGMENT, segmentCount - 1);
        return initialize(processorName, segments, initialToken)
                .recover(failure -> Future.failedFuture(
                        SqlFailure.is(failure, UNIQUE_VIOLATION)
                                ? new UnableToClaimTokenException(
                                        "segments of " + processorName + " exist already", failure)
                                : failure))
                .map(segments)
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public CompletableFuture<Void> initializeSegment(
            @Nullable TrackingToken token, String processorName, Segment segment, @Nullable ProcessingContext context) {
        return completable(initialize(processorName, List.of(segment), token)
                .recover(failure -> Future.failedFuture(
                        SqlFailure.is(failure, UNIQUE_VIOLATION)
                                ? new UnableToInitializeTokenException(
                                        "segment " + segment + " of " + processorName + " exists already", failure)
                                : failure)));
    }

    private Future<Void> initialize(String processorName, List<Segment> segments, @Nullable TrackingToken token) {
        Tuple arguments = Tuple.tuple()
                .addString(processorName)
                .addArrayOfInteger(segments.stream().map(Segment::getSegmentId).toArray(Integer[]::new))
                .addArrayOfInteger(segments.stream().map(Segment::getMask).toArray(Integer[]::new))
                .addString(json.text(token))
                .addString(json.type(token));
        return pool.preparedQuery(INITIALIZE).execute(arguments).mapEmpty();
    }

    @Override
    public CompletableFuture<Void> storeToken(
            @Nullable TrackingToken token, String processorName, int segmentId, @Nullable ProcessingContext context) {
        Tuple arguments = Tuple.of(processorName, segmentId, owner, json.text(token), json.type(token));
        if (context == null) {
            return completable(pool.preparedQuery(STORE)
                    .execute(arguments)
                    .recover(failure -> Future.failedFuture(SqlFailure.lostClaim(failure)))
                    .mapEmpty());
        }
        // The future of the statement completes with the commit, which waits for this method: do not hand it out.
        PgUnitOfWork.of(context, pool).enlist(STORE, arguments);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<TrackingToken> fetchToken(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return claim(processorName, segmentId, null);
    }

    /** Fails as well when the segment was split or merged since the caller learned of it. */
    @Override
    public CompletableFuture<TrackingToken> fetchToken(
            String processorName, Segment segment, @Nullable ProcessingContext context) {
        return claim(processorName, segment.getSegmentId(), segment.getMask());
    }

    private CompletableFuture<TrackingToken> claim(String processorName, int segmentId, @Nullable Integer mask) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(processorName, owner, claimTimeoutSeconds, segmentId, mask))
                .map(rows -> {
                    requireClaimed(rows.rowCount(), processorName, segmentId);
                    Row row = rows.iterator().next();
                    return json.token(row.getString(0), row.getString(1));
                })
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public CompletableFuture<Void> extendClaim(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return completable(changeOwned(EXTEND, processorName, segmentId)
                .map(rows -> requireClaimed(rows.rowCount(), processorName, segmentId)));
    }

    @Override
    public CompletableFuture<Void> releaseClaim(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return completable(changeOwned(RELEASE, processorName, segmentId).mapEmpty());
    }

    @Override
    public CompletableFuture<Void> deleteToken(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return completable(changeOwned(DELETE, processorName, segmentId)
                .map(rows -> requireClaimed(rows.rowCount(), processorName, segmentId)));
    }

    private Future<RowSet<Row>> changeOwned(String sql, String processorName, int segmentId) {
        return pool.preparedQuery(sql).execute(Tuple.of(processorName, segmentId, owner));
    }

    @Override
    public CompletableFuture<Segment> fetchSegment(
            String processorName, int segmentId, @Nullable ProcessingContext context) {
        return pool.preparedQuery(SEGMENT)
                .execute(Tuple.of(processorName, segmentId))
                .map(rows -> segments(rows).stream().findFirst().orElse(null))
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public CompletableFuture<List<Segment>> fetchSegments(String processorName, @Nullable ProcessingContext context) {
        return pool.preparedQuery(SEGMENTS)
                .execute(Tuple.of(processorName))
                .map(PostgresTokenStore::segments)
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public CompletableFuture<List<Segment>> fetchAvailableSegments(
            String processorName, @Nullable ProcessingContext context) {
        return pool.preparedQuery(AVAILABLE)
                .execute(Tuple.of(processorName, owner, claimTimeoutSeconds))
                .map(PostgresTokenStore::segments)
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    public CompletableFuture<String> retrieveStorageIdentifier(@Nullable ProcessingContext context) {
        return pool.preparedQuery(IDENTIFIER)
                .execute()
                .map(rows -> rows.iterator().next().getString(0))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static List<Segment> segments(RowSet<Row> rows) {
        List<Segment> segments = new ArrayList<>(rows.size());
        rows.forEach(row -> segments.add(new Segment(row.getInteger(0), row.getInteger(1))));
        return segments;
    }

    private @Nullable Void requireClaimed(int rowCount, String processorName, int segmentId) {
        if (rowCount == 0) {
            throw new UnableToClaimTokenException("segment " + segmentId + " of " + processorName
                    + " is not initialized, was changed, or is claimed by another process");
        }
        return null;
    }

    private static CompletableFuture<Void> completable(Future<Void> future) {
        return future.toCompletionStage().toCompletableFuture();
    }
}

package org.subaccounts.sending.statistics.bounce;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.security.Caller;
import org.subaccounts.platform.security.RequireScope;
import org.subaccounts.sending.statistics.Grouping;
import org.subaccounts.sending.statistics.HourlySums;
import org.subaccounts.sending.statistics.StatisticsParameters;
import org.subaccounts.sending.statistics.StatisticsQuery;

/** Why messages bounced, in each bucket of time. */
@Path("/v2/accounts/{account_id}/statistics/transactional/bounce")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Statistics")
public class BounceResource {
    private static final HourlySums.Select BY_REASON = new HourlySums.Select(
            "classification, sum(bounced_count)::bigint as bounced",
            ", classification",
            " and classification <> ''",
            "%s");
    private static final Comparator<Reason> MOST_FIRST =
            Comparator.comparing(Reason::count).reversed().thenComparing(Reason::classification);

    private final HourlySums sums;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    public BounceResource(HourlySums sums, Caller caller) {
        this.sums = sums;
        this.caller = caller;
    }

    /** The buckets, oldest first; those in which nothing bounced are there, too. */
    @Schema(name = "BounceStatisticsResponse")
    public record Bounces(@Schema(enumeration = "list") String object, List<Counts> data) {}

    /** What bounced from {@code from_timestamp} to before {@code to_timestamp}, most frequent reason first. */
    @Schema(name = "BounceStatistics")
    public record Counts(Instant fromTimestamp, Instant toTimestamp, List<Reason> bounces) {}

    /** How many bounced for one reason. */
    @Schema(name = "Bounce")
    public record Reason(
            @Schema(description = "`unclassified` where the reason is not known.")
            String classification,

            long count) {}

    @GET
    @Operation(
            operationId = "getBounceStatistics",
            summary = "Why messages bounced",
            description = "Counts of each reason. Each bounce counts in the bucket in which it happened, within about a"
                    + " second; sandbox messages do not count. Buckets follow each other without gaps, oldest"
                    + " first. Kept for 13 months.")
    @RequireScope(value = Scopes.STATISTICS_READ, perDomain = true)
    public Uni<Bounces> get(@BeanParam StatisticsParameters parameters) {
        StatisticsQuery query = StatisticsQuery.of(
                parameters, caller.accountId(), caller.domainsOf(Scopes.STATISTICS_READ), clock.instant());
        return sums.perBucket(query, BY_REASON, BounceResource::counts).map(data -> new Bounces("list", data));
    }

    private static Counts counts(Grouping.Bucket bucket, List<Row> rows) {
        return new Counts(
                bucket.from(),
                bucket.to(),
                rows.stream()
                        .map(row -> new Reason(row.getString("classification"), row.getLong("bounced")))
                        .sorted(MOST_FIRST)
                        .toList());
    }
}

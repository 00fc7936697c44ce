package org.subaccounts.sending.statistics.deliverability;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
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

/** How many messages were accepted, delivered, and so on, in each bucket of time. */
@Path("/v2/accounts/{account_id}/statistics/transactional/deliverability")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Statistics")
public class DeliverabilityResource {
    private static final String COLUMNS = """
            sum(reception_count)::bigint as reception, sum(delivered_count)::bigint as delivered,
            sum(deferred_count)::bigint as deferred, sum(bounced_count)::bigint as bounced,
            sum(failed_count)::bigint as failed, sum(suppressed_count)::bigint as suppressed,
            sum(opened_count)::bigint as opened, sum(clicked_count)::bigint as clicked""";

    private final HourlySums sums;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    public DeliverabilityResource(HourlySums sums, Caller caller) {
        this.sums = sums;
        this.caller = caller;
    }

    /** The buckets, oldest first; those in which nothing happened are there, too. */
    @Schema(name = "DeliverabilityStatisticsResponse")
    public record Deliverability(
            @Schema(enumeration = "list") String object, List<Counts> data) {}

    /** What happened from {@code from_timestamp} to before {@code to_timestamp}. */
    @Schema(name = "DeliverabilityStatistics")
    public record Counts(
            Instant fromTimestamp,
            Instant toTimestamp,

            @Schema(description = "Messages that were accepted, one for each recipient.")
            long receptionCount,

            long deliveredCount,

            @Schema(description = "Messages with an attempt that failed for now, each counted once.")
            long deferredCount,

            long bouncedCount,

            @Schema(description = "Messages that were given up.")
            long failedCount,

            @Schema(description = "Messages that were not attempted, since their recipient is suppressed.")
            long suppressedCount,

            @Schema(description = "Messages that were opened for the first time.")
            long openedCount,

            @Schema(description = "Messages of which a link was followed for the first time.")
            long clickedCount) {}

    @GET
    @Operation(
            operationId = "getDeliverabilityStatistics",
            summary = "How many messages were delivered",
            description =
                    "Each event counts in the bucket in which it happened, within about a second; sandbox messages do"
                            + " not count. Buckets follow each other without gaps, oldest first. Kept for 13 months.")
    @RequireScope(value = Scopes.STATISTICS_READ, perDomain = true)
    public Uni<Deliverability> get(@BeanParam StatisticsParameters parameters) {
        StatisticsQuery query = StatisticsQuery.of(
                parameters, caller.accountId(), caller.domainsOf(Scopes.STATISTICS_READ), clock.instant());
        return sums.perBucket(query, HourlySums.Select.of(COLUMNS), DeliverabilityResource::counts)
                .map(data -> new Deliverability("list", data));
    }

    private static Counts counts(Grouping.Bucket bucket, List<Row> rows) {
        if (rows.isEmpty()) {
            return new Counts(bucket.from(), bucket.to(), 0, 0, 0, 0, 0, 0, 0, 0);
        }
        Row row = rows.getFirst();
        return new Counts(
                bucket.from(),
                bucket.to(),
                row.getLong("reception"),
                row.getLong("delivered"),
                row.getLong("deferred"),
                row.getLong("bounced"),
                row.getLong("failed"),
                row.getLong("suppressed"),
                row.getLong("opened"),
                row.getLong("clicked"));
    }
}

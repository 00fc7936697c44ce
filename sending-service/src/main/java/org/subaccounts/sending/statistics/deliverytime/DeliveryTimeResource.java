package org.subaccounts.sending.statistics.deliverytime;

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

/** How long delivery took, in each bucket of time. */
@Path("/v2/accounts/{account_id}/statistics/transactional/delivery-time")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Statistics")
public class DeliveryTimeResource {
    /** Averages are over all domains, of which only the greatest are listed. */
    private static final HourlySums.Select BY_DOMAIN = new HourlySums.Select(
            "recipient_domain, sum(timed_count)::bigint as timed, sum(delivery_millis)::bigint as millis",
            ", recipient_domain",
            " and timed_count > 0",
            """
            select * from (
                select d.*, (sum(timed) over bucket)::bigint as all_timed, (sum(millis) over bucket)::bigint as all_millis,
                       row_number() over (partition by d.bucket order by timed desc, recipient_domain) as place
                  from (%s) d window bucket as (partition by d.bucket)) p
             where place <= 100 order by place""");

    private static final double MILLIS_PER_SECOND = 1000;

    private final HourlySums sums;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    public DeliveryTimeResource(HourlySums sums, Caller caller) {
        this.sums = sums;
        this.caller = caller;
    }

    /** The buckets, oldest first; those in which nothing was delivered are there, too. */
    @Schema(name = "DeliveryTimeStatisticsResponse")
    public record DeliveryTimes(
            @Schema(enumeration = "list") String object, List<Average> data) {}

    /** What was delivered from {@code from_timestamp} to before {@code to_timestamp}. */
    @Schema(name = "DeliveryTimeStatistics")
    public record Average(
            Instant fromTimestamp,
            Instant toTimestamp,

            @Schema(description = "In seconds, over all messages; 0 if there were none.")
            double avgDeliveryTime,

            long deliveredCount,

            @Schema(description = "Of each recipient domain, the one with most messages first; at most 100 of them.")
            List<OfDomain> deliveryTimes) {}

    /** Messages to one recipient domain. */
    @Schema(name = "DeliveryTime")
    public record OfDomain(
            String recipientDomain,

            @Schema(
                    description =
                            "In seconds, from when the message was accepted, or was to be sent first, to its delivery.")
            double deliveryTime,

            long count) {}

    @GET
    @Operation(
            operationId = "getDeliveryTimeStatistics",
            summary = "How long delivery took",
            description =
                    "From when a message was accepted, or was to be sent first, to its delivery. Each message counts"
                            + " in the bucket in which it was delivered, within about a second; sandbox messages do not"
                            + " count. Buckets follow each other without gaps, oldest first. Kept for 13 months.")
    @RequireScope(value = Scopes.STATISTICS_READ, perDomain = true)
    public Uni<DeliveryTimes> get(@BeanParam StatisticsParameters parameters) {
        StatisticsQuery query = StatisticsQuery.of(
                parameters, caller.accountId(), caller.domainsOf(Scopes.STATISTICS_READ), clock.instant());
        return sums.perBucket(query, BY_DOMAIN, DeliveryTimeResource::average)
                .map(data -> new DeliveryTimes("list", data));
    }

    private static Average average(Grouping.Bucket bucket, List<Row> rows) {
        long count = rows.isEmpty() ? 0 : rows.getFirst().getLong("all_timed");
        long millis = rows.isEmpty() ? 0 : rows.getFirst().getLong("all_millis");
        return new Average(
                bucket.from(),
                bucket.to(),
                seconds(millis, count),
                count,
                rows.stream()
                        .filter(row -> !row.getString("recipient_domain").isEmpty())
                        .map(row -> new OfDomain(
                                row.getString("recipient_domain"),
                                seconds(row.getLong("millis"), row.getLong("timed")),
                                row.getLong("timed")))
                        .toList());
    }

    private static double seconds(long millis, long count) {
        return count == 0 ? 0 : millis / MILLIS_PER_SECOND / count;
    }
}

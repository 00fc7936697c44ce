package org.subaccounts.billing.floor;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.InternalOnly;

/**
 * What the usage answer would cost if it were only its rows: one plain SELECT of the children with their usage, written as a
 * JSON array. Answers 404 unless {@code platform.floors.enabled}.
 */
@Path("/internal/v1/floors/accounts/{account_id}/usage")
public class UsageFloorResource {
    private static final String SELECT = """
            select child.account_id, child.name, coalesce(used.reception_count, 0) as volume
              from account_directory child
              left join usage used on used.period_start = $1 and used.account_id = child.account_id
             where child.parent_id = $2
            """;

    private final Pool pool;
    private final Clock clock;
    private final boolean enabled;

    UsageFloorResource(
            Pool pool,
            Clock clock,
            @ConfigProperty(name = "platform.floors.enabled", defaultValue = "false") boolean enabled) {
        this.pool = pool;
        this.clock = clock;
        this.enabled = enabled;
    }

    @GET
    @InternalOnly
    public Uni<List<FloorUsage>> usage(@PathParam("account_id") String accountId) {
        if (!enabled) {
            throw new Refusal(404, "not found");
        }
        UUID parentId = Inputs.uuid("account_id", accountId);
        BillingPeriod period = BillingPeriod.of(clock.instant());
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(SELECT)
                        .execute(Tuple.of(period.firstDay(), parentId))
                        .toCompletionStage())
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row ->
                                new FloorUsage(row.getUUID("account_id"), row.getString("name"), row.getLong("volume")))
                        .toList());
    }

    /** A row as JSON. */
    public record FloorUsage(UUID accountId, String name, long receptionCount) {}
}

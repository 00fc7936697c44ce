package org.subaccounts.account.standing;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.AccountStanding;
import org.subaccounts.platform.security.InternalOnly;

/** {@code GET /internal/v1/accounts/{id}}: an account as it stands now, read from the database every time. */
@Path("/internal/v1/accounts/{id}")
public class StandingResource {
    private static final String STANDING =
            "select id, parent_id, name, status, partner, requests_per_second, request_burst, monthly_credit"
                    + " from account_standing where id = $1";

    private final Pool pool;

    public StandingResource(Pool pool) {
        this.pool = pool;
    }

    @GET
    @InternalOnly
    public Uni<AccountStanding> get(@PathParam("id") String id) {
        UUID account = Inputs.uuid("id", id);
        return Uni.createFrom()
                .completionStage(() ->
                        pool.preparedQuery(STANDING).execute(Tuple.of(account)).toCompletionStage())
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Refusal.notFound("account");
                    }
                    Row row = rows.iterator().next();
                    return new AccountStanding(
                            row.getUUID("id"),
                            row.getUUID("parent_id"),
                            row.getString("name"),
                            row.getString("status"),
                            row.getBoolean("partner"),
                            row.getInteger("requests_per_second"),
                            row.getInteger("request_burst"),
                            row.getLong("monthly_credit"));
                });
    }
}

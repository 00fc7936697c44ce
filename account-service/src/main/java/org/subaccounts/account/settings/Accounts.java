package org.subaccounts.account.settings;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.subaccounts.account.parent.AccountRefusal;

/** Reads accounts, parents and children alike; a read after a write shows the write. */
@ApplicationScoped
public class Accounts {
    private static final String BY_ID = """
            select id, parent_id, created_at, updated_at, name, website, about, track_opens, track_clicks,
                   reject_bad_recipients, reject_mistyped_recipients, message_metadata_retention, message_data_retention,
                   owner_id
              from account_standing where id = $1 and status <> 'deleted'""";

    private final Pool pool;

    public Accounts(Pool pool) {
        this.pool = pool;
    }

    /** Fails with {@link AccountRefusal.NotFound}. */
    public Uni<AccountView> get(UUID id) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(BY_ID).execute(Tuple.of(id)).toCompletionStage())
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw new AccountRefusal.NotFound();
                    }
                    return view(rows.iterator().next());
                });
    }

    private static AccountView view(Row row) {
        return new AccountView(
                "account",
                row.getUUID("id"),
                row.getUUID("parent_id"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                row.getString("name"),
                Websites.url(row.getString("website")),
                row.getString("about"),
                row.getBoolean("track_opens"),
                row.getBoolean("track_clicks"),
                row.getBoolean("reject_bad_recipients"),
                row.getBoolean("reject_mistyped_recipients"),
                row.getInteger("message_metadata_retention"),
                row.getInteger("message_data_retention"),
                row.getUUID("owner_id"));
    }
}

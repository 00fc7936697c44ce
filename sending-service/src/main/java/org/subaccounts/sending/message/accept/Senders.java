package org.subaccounts.sending.message.accept;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.subaccounts.sending.domain.DomainId;

/** Finds the verified domain that an account sends from, with the account's defaults, in one query. */
@ApplicationScoped
public class Senders {
    private static final String VERIFIED = """
            select d.id, a.track_opens, a.track_clicks, a.keep_content_days, a.keep_metadata_days
              from domain d left join sender_account a on a.account_id = d.account_id
             where d.account_id = $1 and d.name = $2 and d.verified""";

    private final Pool pool;

    public Senders(Pool pool) {
        this.pool = pool;
    }

    /** A verified domain and its account's defaults. */
    record Sender(UUID accountId, DomainId domainId, String domain, SenderDefaults defaults) {}

    /** Empty if the account has no such domain, or it is not verified. */
    Uni<Optional<Sender>> find(UUID accountId, String domain) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(VERIFIED)
                        .execute(Tuple.of(accountId, domain))
                        .toCompletionStage())
                .map(rows -> {
                    RowIterator<Row> found = rows.iterator();
                    return found.hasNext() ? Optional.of(sender(found.next(), accountId, domain)) : Optional.empty();
                });
    }

    private static Sender sender(Row row, UUID accountId, String domain) {
        SenderDefaults defaults = row.getBoolean("track_opens") == null
                ? SenderDefaults.INITIAL
                : new SenderDefaults(
                        row.getBoolean("track_opens"),
                        row.getBoolean("track_clicks"),
                        row.getInteger("keep_content_days"),
                        row.getInteger("keep_metadata_days"));
        return new Sender(accountId, new DomainId(row.getUUID("id")), domain, defaults);
    }
}

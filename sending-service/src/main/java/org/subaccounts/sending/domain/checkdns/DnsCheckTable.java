package org.subaccounts.sending.domain.checkdns;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.CommandResultListener;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/**
 * Keeps the last lookup per domain, in the transaction of the events that came of it. Lookups have no history worth
 * keeping, so they are no events. The time moves only with a complete lookup: one that failed can be repeated at once.
 */
@ApplicationScoped
public class DnsCheckTable implements CommandResultListener {
    private static final String SAVE = """
            insert into dns_check (domain_id, propagated, checked_at, updated_at)
            select $1, $2, case when $4 then $3::timestamptz end, $3
             where exists (select 1 from domain where id = $1)
            on conflict (domain_id) do update
               set propagated = excluded.propagated, updated_at = excluded.updated_at,
                   checked_at = coalesce(excluded.checked_at, dns_check.checked_at)""";

    private final Pool pool;

    public DnsCheckTable(Pool pool) {
        this.pool = pool;
    }

    @Override
    public void onResult(CommandMessage command, @Nullable Object result, PgUnitOfWork work) {
        if (command.payload() instanceof RecordDnsCheck recorded) {
            work.enlist(SAVE, row(recorded));
        }
    }

    /** For a lookup whose events were refused. */
    Uni<Void> save(RecordDnsCheck recorded) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(SAVE).execute(row(recorded)).toCompletionStage())
                .replaceWithVoid();
    }

    private static Tuple row(RecordDnsCheck recorded) {
        DnsCheck check = recorded.check();
        return Tuple.of(
                recorded.domainId().value(),
                check.propagated().stream().map(Enum::name).sorted().toArray(String[]::new),
                recorded.at().atOffset(ZoneOffset.UTC),
                check.complete());
    }
}

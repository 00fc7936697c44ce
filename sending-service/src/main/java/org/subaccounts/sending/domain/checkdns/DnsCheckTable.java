package org.subaccounts.sending.domain.checkdns;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.CommandResultListener;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.domain.KnownRecords;
import org.subaccounts.sending.domain.checkdns.RecordDnsCheck.Outcome;
import org.subaccounts.sending.domain.records.RecordKind;

/**
 * Keeps what lookups told, and when the next one is due, in the transaction of the events that came of them. Lookups have
 * no history worth keeping, so they are no events. The time of the check moves only with a complete lookup: one that failed
 * can be repeated soon. Of lookups at the same time the first to end counts.
 */
@ApplicationScoped
public class DnsCheckTable implements CommandResultListener {
    /** What refuses a lookup during which another one was recorded. */
    static final String LATEST = "dns_check_latest";

    private static final String SAVE = "select save_dns_check($1, $2, $3, $4, $5, $6, $7)";
    private static final String PLAN = "update dns_recheck set due_at = $2 where domain_id = $1";
    /** The zone lost it: the next update brings it back. */
    private static final String PUSH_KEY_AGAIN = "update dkim_record set pushed_key = null where domain_id = $1";

    private final Pool pool;
    private final RecheckTimes times;

    public DnsCheckTable(Pool pool, RecheckTimes times) {
        this.pool = pool;
        this.times = times;
    }

    @Override
    public void onResult(CommandMessage command, @Nullable Object result, PgUnitOfWork work) {
        if (command.payload() instanceof RecordDnsCheck recorded && result instanceof Outcome outcome) {
            switch (outcome) {
                case GONE -> {}
                case OUTDATED -> work.enlist(PLAN, due(recorded, recorded.at()));
                case UNVERIFIED, VERIFIED, SUSPECT, BROKEN -> enlist(recorded, outcome, work);
            }
        }
    }

    /** For a lookup whose events were refused. */
    Uni<Void> save(RecordDnsCheck recorded) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        enlist(recorded, Outcome.UNVERIFIED, work);
        return Uni.createFrom().completionStage(work::commit).replaceWithVoid();
    }

    private void enlist(RecordDnsCheck recorded, Outcome outcome, PgUnitOfWork work) {
        KnownRecords known = recorded.known();
        work.enlist(
                SAVE,
                Tuple.of(
                        recorded.domainId().value(),
                        names(known.propagated()),
                        utc(known.checkedAt()),
                        utc(recorded.at()),
                        names(known.missing()),
                        utc(known.missingSince()),
                        utc(recorded.lookedUp().known().lookedUpAt())));
        Instant next = times.next(
                outcome, recorded.check().complete(), recorded.lookedUp().changedAt(), recorded.at());
        work.enlist(PLAN, due(recorded, next));
        if (recorded.check().keyIsLost()) {
            work.enlist(PUSH_KEY_AGAIN, Tuple.of(recorded.domainId().value()));
        }
    }

    private static Tuple due(RecordDnsCheck recorded, Instant at) {
        Object when = at.equals(Instant.MAX) ? OffsetDateTime.MAX : at.atOffset(ZoneOffset.UTC);
        return Tuple.of(recorded.domainId().value(), when);
    }

    private static String[] names(Set<RecordKind> kinds) {
        return kinds.stream().map(Enum::name).sorted().toArray(String[]::new);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}

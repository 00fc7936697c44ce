package org.subaccounts.sending.reputation;

import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/** Counts how messages end, in the transaction of the end. Sandbox messages do not count. */
@ApplicationScoped
public class Reputation {
    private static final String RECORD = "select reputation_record($1, $2, $3, $4, $5, $6)";

    private final ReputationSettings settings;

    public Reputation(ReputationSettings settings) {
        this.settings = settings;
    }

    /** Messages that end in one transaction, by account. */
    public static final class Tally {
        private final SortedMap<UUID, Counts> accounts = new TreeMap<>();

        private record Counts(int sent, int bounced) {
            private Counts plus(Counts other) {
                return new Counts(sent + other.sent, bounced + other.bounced);
            }
        }

        /** One that was sent, or refused at once. */
        public void ended(UUID accountId, boolean bounced) {
            accounts.merge(accountId, new Counts(1, bounced ? 1 : 0), Counts::plus);
        }
    }

    public void record(PgUnitOfWork work, Tally tally) {
        tally.accounts.forEach((account, counts) -> record(work, account, counts.sent(), counts.bounced()));
    }

    /** One that had counted as sent before. */
    public void bouncedLater(PgUnitOfWork work, UUID accountId) {
        record(work, accountId, 0, 1);
    }

    private void record(PgUnitOfWork work, UUID accountId, int sent, int bounced) {
        work.enlist(
                RECORD,
                Tuple.of(
                        accountId,
                        sent,
                        bounced,
                        settings.window().toMillis(),
                        settings.minimumVolume(),
                        settings.limitPercent()));
    }
}

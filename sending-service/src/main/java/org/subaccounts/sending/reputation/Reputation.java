package org.subaccounts.sending.reputation;

import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
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

    /** One that was sent, or refused at once. */
    public void ended(PgUnitOfWork work, UUID accountId, boolean bounced) {
        record(work, accountId, 1, bounced ? 1 : 0);
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

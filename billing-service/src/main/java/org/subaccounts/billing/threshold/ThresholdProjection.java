package org.subaccounts.billing.threshold;

import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.threshold.ThresholdEvent.UsageThresholdReached;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.eventstore.ReadModel;

/** Keeps the table {@code usage_threshold} in the transaction of the events: what is in it was reported, and nothing else. */
@ApplicationScoped
public class ThresholdProjection implements ReadModel {
    private static final String REACHED = """
            insert into usage_threshold
                   (account_id, scope, period_start, percent, limit_volume, reception_count, reached_at)
            values ($1, $2, $3, $4, $5, $6, $7)""";

    @Override
    public String name() {
        return "thresholds";
    }

    @Override
    public List<String> tables() {
        return List.of("usage_threshold");
    }

    @Override
    public List<Class<?>> events() {
        return List.of(ThresholdEvent.class);
    }

    @Override
    public void project(EventMessage message, PgUnitOfWork work) {
        if (!(message.payload() instanceof ThresholdEvent event)) {
            throw new IllegalStateException("no read model for " + message.type());
        }
        switch (event) {
            case UsageThresholdReached reached ->
                work.enlist(
                        REACHED,
                        Tuple.tuple()
                                .addUUID(reached.accountId())
                                .addString(reached.scope())
                                .addLocalDate(
                                        BillingPeriod.parse(reached.period()).firstDay())
                                .addInteger(reached.percent())
                                .addLong(reached.limit())
                                .addLong(reached.receptionCount())
                                .addOffsetDateTime(reached.occurredAt().atOffset(ZoneOffset.UTC)));
        }
    }
}

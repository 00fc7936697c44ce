package org.subaccounts.billing.plan;

import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.billing.plan.PlanEvent.PlanAssigned;
import org.subaccounts.billing.plan.PlanEvent.PlanCreated;
import org.subaccounts.billing.plan.PlanEvent.PlanPriced;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.eventstore.ReadModel;

/** Keeps the tables {@code plan}, {@code plan_version} and {@code plan_assignment} in the transaction of the events. */
@ApplicationScoped
public class PlanProjection implements ReadModel {
    private static final String CREATED = """
            insert into plan (id, position, name, currency, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)""";
    private static final String VERSION = """
            insert into plan_version (plan_id, version, base_fee_minor, included_volume, tiers, effective_from, created_at)
            values ($1, $2, $3, $4, $5::text::jsonb, $6, $7)""";
    private static final String UPDATED = "update plan set updated_at = $2 where id = $1";
    private static final String OTHER_CURRENCIES_GONE = """
            delete from plan_assignment a using plan p
             where p.id = a.plan_id and a.account_id = $1 and p.currency <> $2""";
    private static final String ASSIGNED = """
            insert into plan_assignment (account_id, sequence, plan_id, effective_from, assigned_at)
            values ($1, $2, $3, $4, $5)""";

    @Override
    public String name() {
        return "plans";
    }

    @Override
    public List<String> tables() {
        return List.of("plan", "plan_version", "plan_assignment");
    }

    @Override
    public List<Class<?>> events() {
        return List.of(PlanEvent.class);
    }

    @Override
    public void project(EventMessage message, PgUnitOfWork work) {
        if (!(message.payload() instanceof PlanEvent event)) {
            throw new IllegalStateException("no read model for " + message.type());
        }
        OffsetDateTime at = event.occurredAt().atOffset(ZoneOffset.UTC);
        switch (event) {
            case PlanCreated created -> {
                work.enlist(
                        CREATED,
                        Tuple.of(
                                created.planId(),
                                position(created.occurredAt(), created.planId()),
                                created.name(),
                                created.currency(),
                                at));
                work.enlist(VERSION, version(created.planId(), 1, created.pricing(), created.effectiveFrom(), at));
            }
            case PlanPriced priced -> {
                work.enlist(
                        VERSION,
                        version(priced.planId(), priced.version(), priced.pricing(), priced.effectiveFrom(), at));
                work.enlist(UPDATED, Tuple.of(priced.planId(), at));
            }
            case PlanAssigned assigned -> {
                work.enlist(OTHER_CURRENCIES_GONE, Tuple.of(assigned.accountId(), assigned.currency()));
                work.enlist(
                        ASSIGNED,
                        Tuple.of(
                                assigned.accountId(),
                                assigned.sequence(),
                                assigned.planId(),
                                assigned.effectiveFrom(),
                                at));
            }
        }
    }

    private static Tuple version(
            String planId, int version, StoredPricing pricing, LocalDate effectiveFrom, OffsetDateTime at) {
        return Tuple.tuple()
                .addString(planId)
                .addInteger(version)
                .addLong(pricing.baseFeeMinorUnits())
                .addLong(pricing.includedVolume())
                .addString(pricing.writeTiers())
                .addLocalDate(effectiveFrom)
                .addOffsetDateTime(at);
    }

    /** A UUIDv7 (RFC 9562) of the time, its other bits from the id: lists need one, and a rebuild has to give the same. */
    static UUID position(Instant createdAt, String planId) {
        UUID name = UUID.nameUUIDFromBytes(planId.getBytes(StandardCharsets.UTF_8));
        long high = createdAt.toEpochMilli() << 16 | 0x7000 | (name.getMostSignificantBits() & 0xfff);
        return new UUID(high, name.getLeastSignificantBits());
    }
}

package org.subaccounts.billing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.axonframework.common.configuration.AxonConfiguration;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.account.ClosedPeriods;
import org.subaccounts.billing.account.project.DirectoryFeed;
import org.subaccounts.billing.invoice.InvoiceProjection;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.period.close.ClosingRound;
import org.subaccounts.billing.period.close.DuePeriods;
import org.subaccounts.billing.period.close.FamilyClosing;
import org.subaccounts.billing.period.close.LateUsageNotes;
import org.subaccounts.billing.period.close.LateUsages;
import org.subaccounts.billing.plan.AccountPlans;
import org.subaccounts.billing.plan.DefaultPlan;
import org.subaccounts.billing.plan.DefaultPlanSettings;
import org.subaccounts.billing.plan.PlanInForce;
import org.subaccounts.billing.plan.PlanProjection;
import org.subaccounts.billing.plan.PlanRefusal;
import org.subaccounts.billing.plan.PlanView;
import org.subaccounts.billing.plan.Plans;
import org.subaccounts.billing.plan.PlansInForce;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.billing.plan.assign.AssignPlan;
import org.subaccounts.billing.plan.create.CreatePlan;
import org.subaccounts.billing.plan.price.PricePlan;
import org.subaccounts.billing.usage.FamilyUsages;
import org.subaccounts.billing.usage.project.UsageGathering;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.ContractEvents;
import org.subaccounts.platform.eventstore.AppendSignal;
import org.subaccounts.platform.eventstore.AxonAssembly;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.EventStoreSettings;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.eventstore.PostgresEventStorageEngine;
import org.subaccounts.platform.eventstore.PostgresTokenStore;
import org.subaccounts.platform.messaging.EventRecord;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

/**
 * A replica of the service without HTTP and Kafka, on a database of its own: use cases, event store, read models, and the
 * closing of periods. What Kafka would bring is told by {@link #tell}, what operators do is a method with their command.
 */
public final class BillingStore implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Map<String, String> ACTOR = Map.of("actor", "system");
    private static final JsonMapper PUBLISHED = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final TestDatabase database;
    private final Vertx vertx = Vertx.vertx();
    private final Pool pool;
    private final Sql sql;
    private final AxonConfiguration axon;
    private final Commands commands;
    private final DefaultPlan defaultPlan;
    private final PlansInForce plansInForce;
    private final TestClock clock = new TestClock();
    private volatile SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private BillingStore(TestDatabase database, String defaultCurrency) {
        this.database = database;
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(8))
                .connectingTo(new PgConnectOptions()
                        .setHost(database.host())
                        .setPort(database.port())
                        .setDatabase(database.name())
                        .setUser(database.user())
                        .setPassword(database.password())
                        .setCachePreparedStatements(true))
                .using(vertx)
                .build();
        EventJson json = new EventJson(new ObjectMapper().registerModule(new JavaTimeModule()), List.of());
        PostgresEventStorageEngine engine = new PostgresEventStorageEngine(
                pool, vertx, json, new AppendSignal(), new EventStoreSettings(1_000, Duration.ofMillis(100), true));
        PostgresTokenStore tokens = new PostgresTokenStore(pool, json, "test", Duration.ofSeconds(10));
        axon = new AxonAssembly(pool, engine, tokens, json)
                .build(List.of(new BillingModel()), List.of(new InvoiceProjection(), new PlanProjection()), List.of());
        axon.start();
        commands = new Commands(axon.getComponent(CommandGateway.class), vertx);
        sql = new Sql(pool);
        defaultPlan = new DefaultPlan(new Configured(defaultCurrency));
        plansInForce = new PlansInForce(pool, defaultPlan);
    }

    /** The configured plan is in USD: 10.00 with 100 messages, then 10.00 for 1,000. */
    public static BillingStore create() {
        TestDatabase database = TestInfrastructure.get().createDatabase("billing_store");
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .outOfOrder(true)
                .load()
                .migrate();
        return new BillingStore(database, "usd");
    }

    /** Another one on the same database. */
    public BillingStore replica() {
        return replica("usd");
    }

    /** Another one, after the configured plan got another currency. */
    public BillingStore replica(String defaultCurrency) {
        return new BillingStore(database, defaultCurrency);
    }

    public TestClock clock() {
        return clock;
    }

    public Sql sql() {
        return sql;
    }

    public Pool pool() {
        return pool;
    }

    /** Of the last closing. */
    public SimpleMeterRegistry metrics() {
        return metrics;
    }

    public FamilyUsages familyUsages() {
        return new FamilyUsages(pool);
    }

    public PlansInForce plansInForce() {
        return plansInForce;
    }

    /** Events of other services, applied in one transaction each; each once. */
    public void tell(ContractEvent... events) {
        List<EventRecord> records = Stream.of(events).map(BillingStore::record).toList();
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        UsageGathering usage = UsageGathering.counting(clock).get();
        records.forEach(usage::add);
        usage.enlist(work);
        DirectoryFeed.enlist(
                records.stream()
                        .map(EventRecord::event)
                        .flatMap(Optional::stream)
                        .toList(),
                work);
        work.commit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static EventRecord record(ContractEvent event) {
        try {
            String account = event.accountId().toString();
            ConsumerRecord<String, byte[]> record =
                    new ConsumerRecord<>("events", 0, 0, account, PUBLISHED.writeValueAsBytes(event));
            Map.of(
                            "ce_type",
                            ContractEvents.type(event.getClass()),
                            "ce_time",
                            event.occurredAt().toString())
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
            return EventRecord.of(record);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Makes a plan, as an operator. False if it was refused, as with the other commands; every other failure is thrown. */
    public boolean createPlan(String id, PricingPlan pricing, LocalDate from, Instant at) {
        return accepted(new Plans(pool)
                .openedAccountsAreBilledOtherwise(id, PlanView.code(pricing))
                .map(otherwise -> new CreatePlan(id, "Plan", pricing, from, otherwise, at)));
    }

    public boolean pricePlan(String id, PricingPlan pricing, LocalDate from, Instant at) {
        return accepted(
                new Plans(pool).facts(id).map(facts -> new PricePlan(id, pricing, from, facts.lastBilled(), at)));
    }

    public boolean assignPlan(UUID account, String plan, @Nullable LocalDate from, Instant at) {
        BillingPeriod current = BillingPeriod.of(at);
        return accepted(new AccountPlans(pool, defaultPlan)
                .opening(account)
                .map(opening -> new AssignPlan(
                        account,
                        plan,
                        from,
                        current,
                        new AssignPlan.Opening(opening.period().orElse(current), opening.currency()),
                        at)));
    }

    private boolean accepted(Uni<?> command) {
        try {
            command.chain(ready -> commands.send(ready, Object.class, ACTOR))
                    .await()
                    .atMost(PATIENCE);
            return true;
        } catch (PlanRefusal refusal) {
            return false;
        }
    }

    /** What prices a period, now. */
    public PlanInForce plan(UUID account, BillingPeriod period) {
        return plansInForce.of(account, period).await().atMost(PATIENCE);
    }

    /** Closes all that lies before the period which is open then, as this replica. */
    public Uni<Long> close(BillingPeriod open) {
        return close(open, plansInForce::of);
    }

    /** The same, with something that happens while the plan is looked up. */
    public Uni<Long> close(BillingPeriod open, BiFunction<UUID, BillingPeriod, Uni<PlanInForce>> plans) {
        FamilyClosing closing =
                new FamilyClosing(familyUsages(), new LateUsages(pool), plans, ClosedPeriods.ISSUER, commands, clock);
        ClosingRound round = new ClosingRound(new DuePeriods(pool), closing);
        metrics = new SimpleMeterRegistry();
        return new LateUsageNotes(pool, metrics).tidy(open).chain(() -> round.run(open));
    }

    public long closeNow(BillingPeriod open) {
        return closeNow(open, plansInForce::of);
    }

    public long closeNow(BillingPeriod open, BiFunction<UUID, BillingPeriod, Uni<PlanInForce>> plans) {
        return close(open, plans).await().atMost(PATIENCE);
    }

    /** Ends every connection to the database, those of other replicas too. */
    public void dropConnections() {
        Sql.endConnections(database.jdbcUrl(), database.user(), database.password());
    }

    @Override
    public void close() {
        axon.shutdown();
        pool.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private record Configured(String currency) implements DefaultPlanSettings {
        @Override
        public BigDecimal baseFee() {
            return BigDecimal.TEN;
        }

        @Override
        public long includedVolume() {
            return 100;
        }

        @Override
        public List<TierSettings> tiers() {
            return List.of(new EveryMessage());
        }
    }

    private record EveryMessage() implements DefaultPlanSettings.TierSettings {
        @Override
        public Optional<Long> volumeUpTo() {
            return Optional.empty();
        }

        @Override
        public BigDecimal pricePerThousand() {
            return BigDecimal.TEN;
        }
    }
}

package org.subaccounts.billing.period.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingStore;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PlanInForce;
import org.subaccounts.billing.plan.PricingPlan;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.platform.http.Ids;

/** Several replicas, crashes between reading and storing, and families of any size. */
class ClosingRaceTest {
    private static final Instant JANUARY = Instant.parse("2028-01-15T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2028-03-15T00:00:00Z");
    private static final LocalDate JANUARY_1 = LocalDate.of(2028, 1, 1);
    private static final BillingPeriod APRIL = BillingPeriod.parse("2028-04");
    private static final int PERIODS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final BillingStore store = BillingStore.create();
    private final List<UUID> parents = new ArrayList<>();

    @BeforeEach
    void theQuarterIsOver() {
        store.clock().set(Instant.parse("2028-04-02T00:00:00Z"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void of_replicas_that_close_the_same_periods_at_the_same_time_one_makes_each_invoice() {
        long invoices = 90;
        for (int i = 0; i < invoices / PERIODS; i++) {
            family(3);
        }
        try (BillingStore second = store.replica();
                BillingStore third = store.replica()) {
            long closed = Uni.combine()
                    .all()
                    .unis(store.close(APRIL), second.close(APRIL), third.close(APRIL))
                    .with((one, two, three) -> one + two + three)
                    .await()
                    .atMost(PATIENCE);
            assertThat(closed).isEqualTo(invoices);
        }
        assertThat(count("invoice")).isEqualTo(invoices);
        assertThat(stored("billing.BillingPeriodClosed")).isEqualTo(invoices);
        assertThat(stored("billing.InvoiceIssued")).isEqualTo(invoices);
        checkBilled();
        assertThat(store.closeNow(APRIL)).isZero();
    }

    @Test
    void a_replica_that_dies_between_reading_and_storing_leaves_nothing_behind_and_the_next_look_closes() {
        UUID unlucky = family(2);
        UUID other = family(2);
        long closed = store.closeNow(APRIL, (parent, period) -> {
            if (parent.equals(unlucky) && period.name().equals("2028-02")) {
                throw new IllegalStateException("died here");
            }
            return store.plansInForce().of(parent, period);
        });

        assertThat(closed).isEqualTo(PERIODS); // what the unlucky one closed before is stored, and not counted here
        assertThat(periods(unlucky)).containsExactly("2028-01-01");
        assertThat(periods(other)).containsExactly("2028-01-01", "2028-02-01", "2028-03-01");

        assertThat(store.closeNow(APRIL)).isEqualTo(2);
        assertThat(periods(unlucky)).containsExactly("2028-01-01", "2028-02-01", "2028-03-01");
        checkBilled();
    }

    @Test
    void connections_that_drop_between_reading_and_storing_lose_and_double_nothing() {
        for (int i = 0; i < 6; i++) {
            family(2);
        }
        AtomicInteger lookUps = new AtomicInteger();
        for (int attempt = 0; attempt < 3; attempt++) {
            var unused = store.close(
                            APRIL,
                            (parent, period) -> lookUps.incrementAndGet() % 4 == 0
                                    ? after(store::dropConnections, parent, period)
                                    : store.plansInForce().of(parent, period))
                    .onFailure() // the round itself reads over a connection that was dropped; the next look goes on
                    .recoverWithItem(0L)
                    .await()
                    .atMost(PATIENCE);
        }
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            var unused = store.closeNow(APRIL);
            return count("invoice") == 18;
        });
        assertThat(lookUps.get()).isGreaterThan(4);
        assertThat(stored("billing.BillingPeriodClosed")).isEqualTo(18);
        checkBilled();
    }

    @Test
    void what_is_counted_between_reading_and_storing_comes_onto_the_next_invoice() {
        UUID parent = family(1);
        long closed = store.closeNow(
                BillingPeriod.parse("2028-02"),
                (account, period) -> after(() -> used(parent, 1, 1_000), account, period));
        assertThat(closed).isEqualTo(1);
        assertThat(store.sql().texts("select corrected_count from invoice where account_id = $1", Tuple.of(parent)))
                .containsExactly("0");

        assertThat(store.closeNow(BillingPeriod.parse("2028-03"))).isEqualTo(1);
        assertThat(store.sql()
                        .texts(
                                "select corrected_count from invoice where account_id = $1 order by period_start",
                                Tuple.of(parent)))
                .containsExactly("0", "1000");
        checkBilled();
    }

    @Test
    void an_assignment_that_is_decided_between_reading_the_plan_and_closing_prices_the_period() {
        UUID parent = family(1);
        assertThat(store.createPlan("pro", pricing("usd", 7_700), JANUARY_1, JANUARY))
                .isTrue();

        long closed = closesWhile(parent, () -> assertThat(store.assignPlan(parent, "pro", JANUARY_1, MARCH))
                .isTrue());

        assertThat(closed).isEqualTo(PERIODS);
        assertThat(baseFees(parent)).containsExactly("pro 7700", "pro 7700", "pro 7700");
        checkBilled();
    }

    @Test
    void so_does_a_version_of_the_plan() {
        UUID parent = family(1);
        assertThat(store.createPlan("pro", pricing("usd", 7_700), JANUARY_1, JANUARY))
                .isTrue();
        assertThat(store.assignPlan(parent, "pro", JANUARY_1, JANUARY)).isTrue();

        long closed =
                closesWhile(parent, () -> assertThat(store.pricePlan("pro", pricing("usd", 8_800), JANUARY_1, MARCH))
                        .isTrue());

        assertThat(closed).isEqualTo(PERIODS);
        assertThat(baseFees(parent)).containsExactly("pro 8800", "pro 8800", "pro 8800");
    }

    @Test
    void and_so_does_a_plan_that_the_account_was_opened_with() {
        UUID parent = family(1);

        long closed =
                closesWhile(parent, () -> assertThat(store.createPlan("gold", pricing("jpy", 9_900), JANUARY_1, MARCH))
                        .isTrue());

        assertThat(closed).isEqualTo(PERIODS);
        assertThat(baseFees(parent)).containsExactly("gold 9900", "gold 9900", "gold 9900");
    }

    @Test
    void a_family_whose_plan_changes_again_and_again_waits_for_the_next_look() {
        UUID parent = family(0);
        assertThat(store.createPlan("pro", pricing("usd", 1), JANUARY_1, JANUARY))
                .isTrue();
        assertThat(store.assignPlan(parent, "pro", JANUARY_1, JANUARY)).isTrue();
        AtomicInteger lookUps = new AtomicInteger();

        assertThat(store.closeNow(
                        APRIL,
                        (account, period) -> readThen(
                                () -> assertThat(store.pricePlan(
                                                "pro", pricing("usd", lookUps.incrementAndGet()), JANUARY_1, MARCH))
                                        .isTrue(),
                                account,
                                period)))
                .isZero();

        assertThat(lookUps.get()).isBetween(2, 10);
        assertThat(periods(parent)).isEmpty();
        assertThat(store.closeNow(APRIL)).isEqualTo(PERIODS);
        assertThat(baseFees(parent)).containsOnly("pro " + lookUps.get());
    }

    @Test
    void another_currency_of_the_configured_plan_keeps_billed_accounts_overdue_until_they_are_assigned_one_in_theirs() {
        UUID parent = family(1);
        assertThat(store.closeNow(BillingPeriod.parse("2028-02"))).isEqualTo(1);
        try (BillingStore configuredAnew = store.replica("jpy")) {
            assertThat(configuredAnew.closeNow(APRIL)).isZero();
            LocalDate february = LocalDate.of(2028, 2, 1);
            assertThat(store.createPlan("yen", pricing("jpy", 1), february, MARCH))
                    .isTrue();
            assertThat(configuredAnew.assignPlan(parent, "yen", february, MARCH))
                    .isFalse();
            assertThat(store.createPlan("pro", pricing("usd", 7_700), february, MARCH))
                    .isTrue();
            assertThat(configuredAnew.assignPlan(parent, "pro", february, MARCH))
                    .isTrue();
            assertThat(configuredAnew.closeNow(APRIL)).isEqualTo(2);
        }
        assertThat(baseFees(parent)).containsExactly("default 1000", "pro 7700", "pro 7700");
    }

    @Test
    void a_plan_of_the_opening_in_another_currency_is_refused_when_it_would_price_an_open_period() {
        UUID later = family(0);
        LocalDate march = LocalDate.of(2028, 3, 1);
        assertThat(store.createPlan("pro", pricing("usd", 7_700), JANUARY_1, JANUARY))
                .isTrue();
        assertThat(store.assignPlan(later, "pro", march, JANUARY)).isTrue();

        assertThat(store.createPlan("gold", pricing("jpy", 1), JANUARY_1, JANUARY))
                .as("January and February would be in yen, March in dollars")
                .isFalse();
        assertThat(store.closeNow(BillingPeriod.parse("2028-02"))).isEqualTo(1);
        assertThat(store.createPlan("gold", pricing("jpy", 1), JANUARY_1, JANUARY))
                .as("after January, February would be in yen")
                .isFalse();
        assertThat(store.closeNow(BillingPeriod.parse("2028-03"))).isEqualTo(1);
        assertThat(store.createPlan("gold", pricing("jpy", 1), JANUARY_1, JANUARY))
                .as("its open periods have a plan of their own")
                .isTrue();
        assertThat(store.closeNow(APRIL)).isEqualTo(1);
        assertThat(baseFees(later)).containsExactly("default 1000", "default 1000", "pro 7700");
    }

    @Test
    void a_family_of_ten_thousand_children_is_closed_line_by_line() {
        UUID parent = family(0);
        store.sql().run("""
                insert into account_directory (account_id, parent_id, name, created_at, deleted_at)
                select gen_random_uuid(), $1, 'child ' || n, '2028-01-20Z'::timestamptz + n * interval '1 second',
                       case when n % 4 = 0 then timestamptz '2028-03-10Z' end
                  from generate_series(1, 10000) n""", Tuple.of(parent));
        store.sql().run("""
                insert into usage select month, account_id, 7 + length(name)
                  from account_directory, unnest(array['2028-01-01', '2028-02-01', '2028-03-01']::date[]) month
                 where parent_id = $1""", Tuple.of(parent));

        assertThat(store.closeNow(BillingPeriod.parse("2028-02"))).isEqualTo(1);
        store.sql().run("update usage set reception_count = reception_count + 1", Tuple.tuple());
        store.sql()
                .run(
                        "insert into late_usage select account_id, period_start, 1 from usage on conflict do nothing",
                        Tuple.tuple());
        long started = System.nanoTime();
        assertThat(store.closeNow(APRIL)).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMinutes(1));

        checkBilled();
        assertThat(store.sql().texts("""
                        select count(*) filter (where l.kind = 'usage') || ' ' || count(*) filter (where l.kind = 'correction')
                          from invoice i join invoice_line l on l.invoice_id = i.id
                         where i.account_id = $1 group by i.id order by i.period_start""", Tuple.of(parent))).containsExactly("10001 0", "10001 10001", "7502 0");
        assertThat(store.sql().texts("""
                        select max(jsonb_array_length(payload -> 'lines')) from es_event where type = 'billing.InvoiceIssued'""", Tuple.tuple())).containsExactly("1000");
    }

    /** The decision falls when the plan of the first period was read, and before it is closed. */
    private long closesWhile(UUID parent, Runnable decision) {
        AtomicBoolean decided = new AtomicBoolean();
        return store.closeNow(APRIL, (account, period) -> {
            assertThat(account).isEqualTo(parent);
            return readThen(
                    () -> {
                        if (!decided.getAndSet(true)) {
                            decision.run();
                        }
                    },
                    account,
                    period);
        });
    }

    private Uni<PlanInForce> readThen(Runnable action, UUID parent, BillingPeriod period) {
        return store.plansInForce()
                .of(parent, period)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(action);
    }

    private List<String> baseFees(UUID parent) {
        return store.sql()
                .texts(
                        "select plan_id || ' ' || base_fee_minor from invoice where account_id = $1 order by period_start",
                        Tuple.of(parent));
    }

    private static PricingPlan pricing(String currency, long baseFee) {
        return Terms.of(currency, baseFee, 0, ":1.00").pricing();
    }

    /** The plan, after something has happened that blocks. */
    private Uni<PlanInForce> after(Runnable action, UUID parent, BillingPeriod period) {
        return Uni.createFrom()
                .voidItem()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(action)
                .chain(() -> store.plansInForce().of(parent, period));
    }

    /** Opened in January, with usage of its own and of its children in each month. */
    private UUID family(int children) {
        UUID parent = Ids.next();
        parents.add(parent);
        store.tell(new AccountOpened(parent, "parent", "acme.example", true, parent, "gold", JANUARY));
        List<UUID> accounts = new ArrayList<>(List.of(parent));
        for (int i = 0; i < children; i++) {
            UUID child = Ids.next();
            store.tell(new SubAccountCreated(child, parent, "child", "shop.example", 0, JANUARY.plusSeconds(i)));
            accounts.add(child);
        }
        for (int month = 1; month <= PERIODS; month++) {
            for (UUID account : accounts) {
                used(account, month, 50 * month + accounts.indexOf(account));
            }
        }
        return parent;
    }

    private void used(UUID account, int month, int count) {
        Instant time = YearMonth.of(2028, month).atEndOfMonth().atStartOfDay().toInstant(ZoneOffset.UTC);
        store.tell(new MessageSent(account, "id", "acme.example", count, false, null, List.of(), time));
    }

    private List<String> periods(UUID parent) {
        return store.sql()
                .texts(
                        "select period_start from invoice where account_id = $1 order by period_start",
                        Tuple.of(parent));
    }

    private long count(String table) {
        return Long.parseLong(store.sql()
                .texts("select count(*) from " + table, Tuple.tuple())
                .getFirst());
    }

    private long stored(String type) {
        return Long.parseLong(store.sql()
                .texts("select count(*) from es_event where type = $1", Tuple.of(type))
                .getFirst());
    }

    private void checkBilled() {
        assertThat(store.sql().texts(Invoices.WRONG_SUMS, Tuple.tuple().addArrayOfUUID(parents.toArray(UUID[]::new))))
                .isEmpty();
        assertThat(store.sql().texts(Invoices.NOT_AS_BILLED, Tuple.tuple())).isEmpty();
    }
}

package org.subaccounts.billing.period.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingStore;
import org.subaccounts.billing.invoice.LateUsage;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.platform.http.Ids;

/** What comes after a period was closed is found, whenever it comes, and found without reading what is settled. */
class LateUsageTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final YearMonth JANUARY = YearMonth.of(2028, 1);
    private static final Tuple NOTHING = Tuple.tuple();

    private final BillingStore store = BillingStore.create();
    private final UUID parent = Ids.next();
    private final UUID child = Ids.next();
    /** Not the common pool: Quarkus tests leave their class loader on its threads. */
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void open() {
        now(1, 10);
        store.tell(
                new AccountOpened(
                        parent,
                        "parent",
                        "acme.example",
                        true,
                        parent,
                        "gold",
                        store.clock().instant()),
                new SubAccountCreated(
                        child, parent, "child", "shop.example", 0, store.clock().instant()));
    }

    @AfterEach
    void close() {
        threads.close();
        store.close();
    }

    @Test
    void what_is_counted_in_time_is_not_noted_and_what_is_counted_after_the_end_is() {
        sent(child, 1, 7);
        now(1, 31);
        sent(parent, 1, 1);
        assertThat(notes()).isEmpty();

        store.clock().set(Instant.parse("2028-01-31T23:59:30Z")); // a slow transaction may end after the period
        sent(child, 1, 2);
        now(2, 1);
        sent(child, 1, 3);
        sent(child, 2, 4);

        assertThat(notes()).containsExactly("2028-01-01 5");
    }

    @Test
    void a_count_that_is_in_flight_while_two_periods_are_closed_comes_onto_the_next_invoice() {
        closes(2, 1);
        sent(child, 1, 5);
        CompletableFuture<Void> counted;
        SqlConnection blocker = get(store.pool().getConnection());
        get(blocker.query("begin").execute());
        get(blocker.query("lock table usage_daily in share mode").execute()); // the transaction's last statement waits
        counted = CompletableFuture.runAsync(() -> sent(child, 1, 11), threads);
        await().atMost(PATIENCE).until(() -> !store.sql()
                .texts("select pid from pg_locks where relation = 'usage_daily'::regclass and not granted", NOTHING)
                .isEmpty());
        closes(3, 1);
        assertThat(notes()).as("the note is kept for the count, not swept").containsExactly("2028-01-01 5");
        closes(4, 1);
        get(blocker.query("commit").execute());
        get(blocker.close());
        assertThat(counted).succeedsWithin(PATIENCE);

        closes(5, 1);

        assertThat(corrected()).containsExactly("0", "5", "0", "11");
        assertThat(store.sql().texts(Invoices.NOT_AS_BILLED, NOTHING)).isEmpty();
        closes(6, 1);
        assertThat(notes()).isEmpty();
    }

    @Test
    void what_an_account_sent_in_time_comes_onto_the_next_invoice_when_its_own_events_come_after_the_closing() {
        UUID unknown = Ids.next();
        Instant created = store.clock().instant();
        sent(unknown, 1, 9);
        closes(2, 1);
        assertThat(notes()).isEmpty();
        sent(unknown, 2, 4);

        store.tell(new SubAccountCreated(unknown, parent, "unknown", "late.example", 0, created));
        assertThat(notes()).containsExactly("2028-01-01 9", "2028-02-01 4");
        closes(3, 1);
        closes(4, 1);

        assertThat(corrected()).contains("9");
        assertThat(store.sql().texts(Invoices.NOT_AS_BILLED, NOTHING)).isEmpty();
        assertThat(notes()).isEmpty();
    }

    @Test
    void counts_that_meet_sweeps_and_closings_of_two_replicas_are_all_billed() {
        closes(2, 1);
        AtomicInteger done = new AtomicInteger();
        List<CompletableFuture<Void>> counters = IntStream.range(0, 3)
                .mapToObj(counter -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 150; i++) {
                                sent(i % 2 == counter % 2 ? parent : child, 1, 1);
                            }
                            done.incrementAndGet();
                        },
                        threads))
                .toList();
        int closed = 1;
        store.clock().set(Instant.parse("2032-01-01T00:00:00Z"));
        try (BillingStore other = store.replica()) {
            other.clock().set(store.clock().instant());
            do {
                closed++;
                BillingPeriod next =
                        new BillingPeriod(JANUARY.plusMonths(closed).atDay(1));
                CompletableFuture<Long> there = CompletableFuture.supplyAsync(() -> other.closeNow(next), threads);
                assertThat(store.closeNow(next) + there.join()).isEqualTo(1);
            } while (done.get() < 3);
        }
        counters.forEach(counter -> assertThat(counter).succeedsWithin(PATIENCE));

        assertThat(store.closeNow(
                        new BillingPeriod(JANUARY.plusMonths(closed + 1L).atDay(1))))
                .isEqualTo(1);
        assertThat(closed).as("closings that met counts").isGreaterThan(3);
        assertThat(store.sql().texts("select sum(corrected_count) from invoice", NOTHING))
                .containsExactly("450");
        assertThat(store.sql().texts(Invoices.NOT_AS_BILLED, NOTHING)).isEmpty();
    }

    @Test
    void what_a_rebuild_finds_more_of_is_billed_and_what_it_finds_less_of_is_told() {
        sent(parent, 1, 10);
        sent(child, 1, 10);
        closes(2, 1);
        store.sql().run("update usage set reception_count = 3 where account_id = $1", Tuple.of(parent));
        store.sql().run("update usage set reception_count = 14 where account_id = $1", Tuple.of(child));
        noteAll();

        closes(3, 1);
        closes(4, 1);

        assertThat(corrected()).containsExactly("0", "4", "0");
        assertThat(store.metrics().get("billing.usage.below.billed").gauge().value())
                .isEqualTo(1);
        assertThat(store.sql().texts("select account_id from late_usage", NOTHING))
                .containsExactly(parent.toString());
        store.sql().run("update usage set reception_count = 10 where account_id = $1", Tuple.of(parent));
        closes(5, 1);
        assertThat(store.metrics().get("billing.usage.below.billed").gauge().value())
                .isZero();
        assertThat(notes()).isEmpty();
    }

    @Test
    void an_invoice_takes_whole_periods_oldest_first_up_to_a_bound_and_the_next_one_the_rest() {
        closes(4, 3);
        for (int month = 1; month <= 3; month++) {
            sent(parent, month, 1);
            sent(child, month, 1);
        }
        assertThat(late(1)).containsExactly("2028-01");
        assertThat(late(3)).containsExactly("2028-01");
        assertThat(late(4)).containsExactly("2028-01", "2028-02");
        assertThat(late(6)).containsExactly("2028-01", "2028-02", "2028-03");
    }

    @Test
    void settled_months_are_not_read() {
        for (int month = 1; month <= 12; month++) {
            now(month, 20);
            sent(child, month, 9);
        }
        now(13, 2);
        assertThat(store.closeNow(period(13))).isEqualTo(12);
        noteAll();
        assertThat(rowsRead()).as("as long as they are noted").isGreaterThanOrEqualTo(12);
        closes(14, 1);

        assertThat(notes()).isEmpty();
        assertThat(rowsRead()).isZero();

        sent(child, 5, 1);
        assertThat(rowsRead())
                .as("usage and billed_usage of one account in one month")
                .isBetween(2L, 4L);
    }

    @Test
    void after_the_month_in_which_it_was_closed_a_family_is_invoiced_for_what_it_used_and_for_nothing_else() {
        sent(child, 1, 150);
        now(2, 10);
        leave();
        closes(3, 2);
        closes(6, 0);
        sent(child, 1, 200);
        closes(6, 1);
        assertThat(invoices())
                .as("what came late, on the next period's invoice")
                .endsWith("2028-03-01 0 + 0 + 200 = 200");
        closes(8, 0);

        sent(parent, 6, 130); // a message in a month in which it was closed already: April and May have to come before
        closes(9, 3);
        closes(12, 0);

        assertThat(invoices())
                .containsExactly(
                        "2028-01-01 1000 + 50 + 0 = 1050",
                        "2028-02-01 1000 + 0 + 0 = 1000",
                        "2028-03-01 0 + 0 + 200 = 200",
                        "2028-04-01 0 + 0 + 0 = 0",
                        "2028-05-01 0 + 0 + 0 = 0",
                        "2028-06-01 0 + 30 + 0 = 30");
        assertThat(store.sql()
                        .texts(
                                "select distinct pricing ->> 'base_fee_minor_units' from invoice"
                                        + " where period_start > '2028-02-01'",
                                NOTHING))
                .containsExactly("0");
        assertThat(store.sql().texts(Invoices.NOT_AS_BILLED, NOTHING)).isEmpty();
    }

    @Test
    void what_it_used_after_it_was_closed_is_found_though_it_was_counted_in_time() {
        now(1, 31);
        leave();
        store.clock().set(Instant.parse("2028-02-01T00:00:05Z"));
        sent(child, 2, 130);
        assertThat(notes()).isEmpty();
        closes(2, 1);

        closes(3, 1);

        assertThat(invoices()).containsExactly("2028-01-01 1000 + 0 + 0 = 1000", "2028-02-01 0 + 30 + 0 = 30");
        closes(4, 0);
        assertThat(notes()).isEmpty();
    }

    @Test
    void what_is_dated_before_the_account_was_opened_is_not_kept_for_ever() {
        closes(2, 1);
        store.tell(new MessageSent(
                child, "id", "acme.example", 5, false, null, List.of(), Instant.parse("2027-06-15T00:00:00Z")));
        closes(3, 1);
        assertThat(notes()).isEmpty();
        assertThat(corrected()).containsExactly("0", "0");
    }

    private void leave() {
        Instant at = store.clock().instant();
        store.tell(new SubAccountDeleted(child, parent, at));
        store.tell(new AccountClosed(parent, "left", at));
    }

    /** As a rebuild of usage does. */
    private void noteAll() {
        store.sql().run("truncate late_usage", NOTHING);
        store.sql().run("insert into late_usage select account_id, period_start, reception_count from usage", NOTHING);
    }

    private List<String> late(int mostCorrections) {
        return new LateUsages(store.pool(), mostCorrections)
                .read(parent, period(4)).await().atMost(PATIENCE).stream()
                        .map(LateUsage::period)
                        .map(BillingPeriod::name)
                        .toList();
    }

    /** Of usage and billed_usage, when late usage is read. */
    private long rowsRead() {
        Object plan = store.sql()
                .rows(
                        "explain (analyze, format json) " + LateUsages.READ,
                        Tuple.of(parent, Instant.parse("2029-01-01T00:00:00Z").atOffset(ZoneOffset.UTC), 100_000))
                .getFirst()
                .getValue(0);
        List<JsonObject> nodes = new ArrayList<>();
        collect(((JsonArray) plan).getJsonObject(0).getJsonObject("Plan"), nodes);
        List<JsonObject> scans = nodes.stream()
                .filter(node -> List.of("usage", "billed_usage").contains(node.getString("Relation Name", "")))
                .toList();
        assertThat(scans).hasSizeGreaterThanOrEqualTo(3);
        return scans.stream()
                .mapToLong(node -> Math.round(node.getDouble("Actual Rows") * node.getLong("Actual Loops")))
                .sum();
    }

    private static void collect(JsonObject node, List<JsonObject> nodes) {
        nodes.add(node);
        JsonArray inner = node.getJsonArray("Plans", new JsonArray());
        for (int i = 0; i < inner.size(); i++) {
            collect(inner.getJsonObject(i), nodes);
        }
    }

    private void closes(int open, int periods) {
        now(open, 2);
        assertThat(store.closeNow(period(open))).as("before month %d", open).isEqualTo(periods);
    }

    private void now(int month, int day) {
        LocalDate date = JANUARY.plusMonths(month - 1L).atDay(day);
        store.clock().set(date.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static BillingPeriod period(int month) {
        return new BillingPeriod(JANUARY.plusMonths(month - 1L).atDay(1));
    }

    private void sent(UUID account, int month, int count) {
        Instant time = JANUARY.plusMonths(month - 1L).atDay(15).atStartOfDay().toInstant(ZoneOffset.UTC);
        store.tell(new MessageSent(account, "id", "acme.example", count, false, null, List.of(), time));
    }

    private List<String> notes() {
        return store.sql().texts("select period_start || ' ' || reception_count from late_usage order by 1", NOTHING);
    }

    private List<String> corrected() {
        return store.sql().texts("select corrected_count from invoice order by period_start", NOTHING);
    }

    private List<String> invoices() {
        return store.sql()
                .texts(
                        "select period_start || ' ' || base_fee_minor || ' + ' || overage_minor || ' + ' || correction_minor"
                                + " || ' = ' || total_minor from invoice order by period_start",
                        NOTHING);
    }

    private static <T> T get(io.vertx.core.Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}

package org.subaccounts.billing.period.close;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.Sql;
import org.subaccounts.billing.TestClock;
import org.subaccounts.billing.plan.PlanTestClient;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.EventReader;
import org.subaccounts.platform.testkit.EventReader.Published;
import org.subaccounts.platform.testkit.EventSender;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** The year 2028, from events on Kafka to invoices on Kafka, on a clock that the test moves. */
@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class BilledYearTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofHours(6);

    @Inject
    TestClock clock;

    @Inject
    Pool pool;

    @Inject
    Sql sql;

    @Inject
    LastThresholds thresholds;

    @Inject
    ClosingRound round;

    @Inject
    ConsumersCaughtUp consumers;

    @Inject
    @ConfigProperty(name = "billing.period.grace")
    Duration grace;

    private final EventSender events = new EventSender();
    private final EventReader published = new EventReader(Topics.BILLING);
    private final String dollars = PlanTestClient.newId();
    private final String moreDollars = PlanTestClient.newId();
    private final String yen = PlanTestClient.newId();
    private final String dinars = PlanTestClient.newId();
    private final Map<String, Long> sent = new HashMap<>();
    private final Map<UUID, List<String>> closedInvoices = new LinkedHashMap<>();

    private final UUID changing = Ids.next();
    private final UUID older = Ids.next();
    private final UUID recreated = Ids.next();
    private final UUID quiet = Ids.next();
    private final UUID leaving = Ids.next();
    private final UUID leavingChild = Ids.next();
    private final UUID late = Ids.next();
    private final UUID lateChild = Ids.next();

    @AfterEach
    void close() {
        clock.reset();
        events.close();
        published.close();
    }

    @Test
    void a_year_of_months_is_billed_to_the_last_message() {
        assertThat(grace).isEqualTo(GRACE);
        open();
        clock.set(at(1, 1, 12));
        var others = automation().closeDue().await().atMost(PATIENCE); // of other tests
        assertThat(others).isNotNegative();
        for (int month = 1; month <= 5; month++) {
            sendEverywhere(month);
            stragglers(month);
            closesWith(month);
        }
        PlanTestClient.assign(changing, PlanTestClient.of(moreDollars)).statusCode(200); // in June: from July on
        for (int month = 6; month <= 8; month++) {
            sendEverywhere(month); // the service is down at the ends of June, July and August
        }
        closesWith(8);
        sendEverywhere(9);
        leave();
        closesWith(9);
        for (int month = 10; month <= 12; month++) {
            sendEverywhere(month);
            stragglers(month);
            closesWith(month);
        }
        checkTheYear();
        checkWhatWasPublished();
        checkThatARebuildChangesNothing();
    }

    private void open() {
        for (UUID parent : List.of(changing, quiet, leaving, late)) {
            tell(new AccountOpened(parent, "Acme", "acme.example", true, parent, "standard", at(1, 1, 0)));
        }
        tell(child(older, changing, "older", at(1, 2, 0)));
        tell(child(recreated, changing, "shop", at(2, 2, 0)));
        tell(child(leavingChild, leaving, "child", at(1, 3, 0)));
        tell(child(lateChild, late, "child", at(1, 3, 0)));
        assignPlans();
    }

    /** As operators do, from the first day of the year on; as soon as billing knows the accounts. */
    private void assignPlans() {
        create(dollars, "usd", "25", 100, tier(200, "8.00"), tier(null, "0.50"));
        create(moreDollars, "usd", "99", 0, tier(null, "5.55"));
        create(yen, "jpy", "3000", 0, tier(null, "33.3"));
        create(dinars, "kwd", "1.5", 10, tier(null, "1.234"));
        Map.of(changing, dollars, quiet, yen, leaving, dinars, late, dollars)
                .forEach((account, plan) -> await().atMost(PATIENCE).untilAsserted(() -> PlanTestClient.assign(
                                account, PlanTestClient.of(plan).put("effective_from", "2028-01-01"))
                        .statusCode(200)));
    }

    private static void create(String id, String currency, String baseFee, long included, JsonObject... tiers) {
        PlanTestClient.create(new JsonObject()
                        .put("id", id)
                        .put("name", "Plan")
                        .put("currency", currency)
                        .put("base_fee", new BigDecimal(baseFee))
                        .put("included_volume", included)
                        .put("tiers", new JsonArray(List.of(tiers)))
                        .put("effective_from", "2028-01-01"))
                .statusCode(201);
    }

    private static JsonObject tier(@Nullable Integer upTo, String pricePerThousand) {
        return new JsonObject().put("volume_up_to", upTo).put("price_per_thousand", new BigDecimal(pricePerThousand));
    }

    /** In the first and the last moment of the month, and in between; on the 29th of February, too. */
    private void sendEverywhere(int month) {
        Instant first = at(month, 1, 0).plusSeconds(10_800);
        Instant last = end(month).minusMillis(1);
        send(changing, 3, first);
        send(older, 50L * month, at(month, 28, 12));
        send(older, 1, last);
        send(lateChild, 7, last);
        send(
                leavingChild,
                month > 9 ? 0 : month,
                month == 2 ? Instant.parse("2028-02-29T23:59:59.999Z") : at(month, 5, 1));
        sandbox(older, at(month, 6, 6));
        if (month == 3) {
            send(recreated, 11, at(3, 3, 3));
            tell(new SubAccountDeleted(recreated, changing, at(3, 10, 0)));
            UUID again = Ids.next();
            tell(child(again, changing, "shop", at(3, 11, 0)));
            send(again, 13, at(3, 12, 0));
        }
    }

    /** Within the grace time; and after closing, one month and two months late. */
    private void stragglers(int month) {
        clock.set(end(month).plus(GRACE).minusMillis(1));
        send(older, 5, end(month).minusSeconds(1));
        List<String> before = sql.texts(Invoices.ROWS, parents());
        var unused = automation().closeDue().await().atMost(PATIENCE);
        assertThat(sql.texts(Invoices.ROWS, parents()))
                .as("within the grace time")
                .isEqualTo(before);
        if (month > 1) {
            send(lateChild, 2, at(month - 1, 20, 0));
            send(recreated, month == 4 ? 17 : 0, at(3, 4, 0));
        }
        if (month > 2) {
            send(late, 1_000, at(month - 2, 20, 0));
        }
        send(leavingChild, month == 11 ? 4 : 0, at(9, 9, 9)); // long after its parent was closed and invoiced
    }

    private void leave() {
        Instant time = at(9, 10, 0);
        tell(new SubAccountDeleted(leavingChild, leaving, time));
        tell(new AccountClosed(leaving, "left", time));
    }

    /** Looks until every family has the invoice of the month; older ones are then as they were. */
    private void closesWith(int month) {
        clock.set(end(month).plus(GRACE));
        WhenPeriodEndsThenCloseIt automation = automation();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            var unused = automation.closeDue().await().atMost(PATIENCE);
            for (UUID parent : List.of(changing, quiet, leaving, late)) {
                assertThat(periods(parent))
                        .as("invoices after month %d", month)
                        .hasSize(parent.equals(leaving) ? invoicesOfLeaving(month) : month);
            }
        });
        for (UUID parent : List.of(changing, quiet, leaving, late)) {
            List<String> before = closedInvoices.getOrDefault(parent, List.of());
            List<String> now = periods(parent);
            assertThat(now.subList(0, before.size())).as("closed invoices stay").isEqualTo(before);
            closedInvoices.put(parent, now);
        }
    }

    /** None for October or November but for what came late. */
    private static int invoicesOfLeaving(int month) {
        return month < 11 ? Math.min(month, 9) : 10;
    }

    private void checkTheYear() {
        assertThat(sql.texts(Invoices.WRONG_SUMS, parents())).isEmpty();
        assertThat(periods(changing)).hasSize(12);
        assertThat(periods(quiet)).hasSize(12).allMatch(invoice -> invoice.contains("jpy"));
        assertThat(periods(leaving))
                .as("after the month in which it left, what came late")
                .hasSize(10);
        assertThat(texts(
                        "select period_start || ' ' || base_fee_minor || ' ' || corrected_count from invoice where account_id = $1"
                                + " order by period_start offset 9",
                        leaving))
                .containsExactly("2028-10-01 0 4");
        assertThat(billed()).isEqualTo(sent);
        assertThat(texts(
                        "select l.name from invoice i join invoice_line l on l.invoice_id = i.id"
                                + " where l.account_id = $1 and i.period_start >= '2028-03-01'",
                        recreated))
                .as("a deleted child is not named")
                .isEmpty();
        assertThat(texts("select distinct plan_id || total_minor from invoice where account_id = $1", quiet))
                .as("without usage it pays the base fee")
                .containsExactly(yen + "3000");
        assertThat(texts(
                        "select base_fee_minor::text from invoice where account_id = $1 order by period_start",
                        changing))
                .as("a changed plan prices whole periods from its date on")
                .containsExactly(
                        "2500", "2500", "2500", "2500", "2500", "2500", "9900", "9900", "9900", "9900", "9900", "9900");
        assertThat(texts(
                        "select count(distinct l.period_start)::text from invoice i join invoice_line l"
                                + " on l.invoice_id = i.id and l.kind = 'correction'"
                                + " where i.account_id = $1 and i.period_start = '2028-12-01'",
                        late))
                .as("two earlier periods are corrected on one invoice")
                .containsExactly("2");
        clock.set(Instant.parse("2029-01-31T23:59:59Z"));
        List<String> rows = sql.texts(Invoices.ROWS, parents());
        assertThat(automation().closeDue().await().atMost(PATIENCE)).isZero();
        assertThat(sql.texts(Invoices.ROWS, parents()))
                .as("another look changes nothing")
                .isEqualTo(rows);
        Clock wrong = Clock.fixed(Instant.parse("2029-03-01T12:00:00Z"), ZoneOffset.UTC);
        assertThat(automation(wrong).closeDue().await().atMost(PATIENCE))
                .as("by a process whose clock is a month ahead")
                .isZero();
    }

    private void checkWhatWasPublished() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(billingOf(changing))
                .hasSize(24)
                .extracting(Published::type)
                .startsWith("BillingPeriodClosed", "InvoiceIssued"));
        List<Published> about = billingOf(changing);
        JsonObject closed = about.get(4).data();
        assertThat(about.get(4).key()).isEqualTo(changing.toString());
        assertThat(closed.fieldNames())
                .containsExactlyInAnyOrder(
                        "account_id",
                        "period",
                        "invoice_id",
                        "plan_id",
                        "reception_count",
                        "total_minor_units",
                        "currency",
                        "occurred_at");
        assertThat(closed.getString("period")).isEqualTo("2028-03");
        assertThat(closed.getString("occurred_at")).isEqualTo("2028-04-01T06:00:00Z");
        JsonObject issued = about.get(5).data();
        assertThat(issued.fieldNames())
                .containsExactlyInAnyOrder(
                        "account_id",
                        "invoice_id",
                        "number",
                        "period",
                        "currency",
                        "reception_count",
                        "total_minor_units",
                        "part",
                        "parts",
                        "lines",
                        "occurred_at");
        assertThat(issued.getString("invoice_id")).isEqualTo(closed.getString("invoice_id"));
        JsonArray lines = issued.getJsonArray("lines");
        List<String> buckets = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < lines.size(); i++) {
            buckets.add(lines.getJsonObject(i).getString("bucket"));
            sum += lines.getJsonObject(i).getLong("amount_minor_units");
            assertThat(lines.getJsonObject(i).fieldNames())
                    .containsExactlyInAnyOrder(
                            "kind", "period", "bucket", "account_id", "reception_count", "amount_minor_units");
        }
        assertThat(buckets).containsExactly("parent", "sub_account", "sub_account", "removed_sub_accounts");
        assertThat(sum).isEqualTo(issued.getLong("total_minor_units")).isEqualTo(closed.getLong("total_minor_units"));
    }

    /** Without the shares of a limit, which are reported if a look comes in time. */
    private List<Published> billingOf(UUID parent) {
        return published.about("account_id", parent.toString()).stream()
                .filter(event -> !event.type().equals("UsageThresholdReached"))
                .toList();
    }

    private void checkThatARebuildChangesNothing() {
        String token = TestInfrastructure.get().oidc().operatorToken();
        String path = "/operator/v1/read-models/invoices";
        List<String> rows = sql.texts(Invoices.ROWS, parents());
        exec("update invoice set total_minor = 1");
        exec("delete from invoice_line where line = 1");
        exec("delete from billed_usage");
        given().header("Authorization", "Bearer " + token)
                .post(path + "/rebuild")
                .then()
                .statusCode(202);
        await().atMost(PATIENCE).untilAsserted(() -> given().header("Authorization", "Bearer " + token)
                .get(path)
                .then()
                .statusCode(200)
                .body("state", equalTo("done")));
        assertThat(sql.texts(Invoices.ROWS, parents())).isEqualTo(rows).isNotEmpty();
    }

    private WhenPeriodEndsThenCloseIt automation() {
        return automation(clock);
    }

    private WhenPeriodEndsThenCloseIt automation(Clock processClock) {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        return new WhenPeriodEndsThenCloseIt(
                new ClosingClock(pool, processClock, clock, metrics),
                new LateUsageNotes(pool, metrics),
                new DuePeriods(pool),
                consumers,
                thresholds,
                round,
                metrics,
                grace);
    }

    /** Each comes twice, as after a crash of the publisher. */
    private void send(UUID account, long count, Instant acceptedAt) {
        if (count > 0) {
            tell(
                    Topics.SENDING,
                    new MessageSent(account, "id", "acme.example", (int) count, false, null, List.of(), acceptedAt));
            sent.merge(
                    key(
                            account,
                            YearMonth.from(acceptedAt.atOffset(ZoneOffset.UTC)).atDay(1)),
                    count,
                    Long::sum);
        }
    }

    private void sandbox(UUID account, Instant acceptedAt) {
        tell(Topics.SENDING, new MessageSent(account, "id", "acme.example", 1, true, null, List.of(), acceptedAt));
    }

    private void tell(ContractEvent event) {
        tell(Topics.ACCOUNT, event);
    }

    private void tell(String topic, ContractEvent event) {
        List<ProducerRecord<String, byte[]>> records = events.send(topic, event);
        events.sendAgain(records);
    }

    /** What is on invoices, by account and period; of this test's families only. */
    private Map<String, Long> billed() {
        Map<String, Long> billed = new HashMap<>();
        for (Row row : sql.rows(
                "select b.account_id, b.period_start, b.reception_count from billed_usage b"
                        + " join account_directory a using (account_id) where coalesce(a.parent_id, a.account_id) = any($1)",
                parents())) {
            billed.put(key(row.getUUID(0), row.getLocalDate(1)), row.getLong(2));
        }
        return billed;
    }

    /** Others are in the database, too. */
    private Tuple parents() {
        return Tuple.tuple().addArrayOfUUID(new UUID[] {changing, quiet, leaving, late});
    }

    private static String key(UUID account, LocalDate period) {
        return account + " " + period;
    }

    /** Every invoice with its lines, as stored, in order. */
    private List<String> periods(UUID parent) {
        return texts(
                "select i::text || (select array_agg(l order by line)::text from invoice_line l where l.invoice_id = i.id)"
                        + " from invoice i where account_id = $1 order by period_start",
                parent);
    }

    private List<String> texts(String statement, @Nullable Object... arguments) {
        return sql.texts(statement, Tuple.from(arguments));
    }

    private void exec(String statement) {
        sql.run(statement, Tuple.tuple());
    }

    private static SubAccountCreated child(UUID child, UUID parent, String name, Instant at) {
        return new SubAccountCreated(child, parent, name, "shop.example", 0, at);
    }

    private static Instant at(int month, int day, int hour) {
        return LocalDate.of(2028, month, day).atTime(hour, 0).toInstant(ZoneOffset.UTC);
    }

    private static Instant end(int month) {
        return YearMonth.of(2028, month)
                .plusMonths(1)
                .atDay(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }
}

package org.subaccounts.billing.threshold.report;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.Sql;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.plan.PlanTestClient;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** Each test has a year and so periods of its own: nothing that another one left is in them. */
@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class ReportThresholdsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger YEARS = new AtomicInteger(2031);
    private static final int CREDIT = 10_000;

    @Inject
    Sql sql;

    @Inject
    ReachedThresholds thresholds;

    @Inject
    Commands commands;

    private final LocalDate month = LocalDate.of(YEARS.getAndIncrement(), 12, 1);
    private UUID parent = Ids.next();

    @BeforeEach
    void open() {
        parent = opened("without-limit");
    }

    @Test
    void a_share_is_reached_at_exactly_its_percent() {
        UUID child = child(CREDIT);
        uses(child, 4_999);
        sweep();
        assertThat(reported(child)).isEmpty();
        uses(child, 5_000);
        sweep();
        assertThat(reported(child)).containsExactly("account 50% of 10000 at 5000");
        uses(child, 7_999);
        sweep();
        assertThat(reported(child)).hasSize(1);
        uses(child, 10_000);
        sweep();
        assertThat(reported(child))
                .containsExactly(
                        "account 50% of 10000 at 5000",
                        "account 80% of 10000 at 10000",
                        "account 90% of 10000 at 10000",
                        "account 100% of 10000 at 10000");
        uses(child, 1_000_000);
        sweep();
        assertThat(reported(child)).hasSize(4);
    }

    @Test
    void the_event_says_who_what_and_when() {
        UUID child = child(CREDIT);
        uses(child, 5_001);
        sweep();
        JsonObject event = events(child).getFirst();
        assertThat(event.getMap())
                .containsEntry("threshold", child + "/account/" + new BillingPeriod(month).name())
                .containsEntry("accountId", child.toString())
                .containsEntry("parentAccountId", parent.toString())
                .containsEntry("scope", "account")
                .containsEntry("period", month.getYear() + "-12")
                .containsEntry("percent", 50)
                .containsEntry("limit", CREDIT)
                .containsEntry("receptionCount", 5_001)
                .containsEntry("occurredAt", noon(month).toString());
    }

    @Test
    void a_jump_reports_every_share_on_the_way() {
        UUID child = child(100);
        uses(child, 10);
        sweep();
        uses(child, 95);
        sweep();
        assertThat(percents(child)).containsExactly(50, 80, 90);
    }

    @Test
    void a_limit_that_does_not_divide_by_100_is_compared_exactly() {
        UUID child = child(3);
        uses(child, 1);
        sweep();
        assertThat(percents(child)).isEmpty();
        uses(child, 2);
        sweep();
        assertThat(percents(child)).containsExactly(50);
        uses(child, 3);
        sweep();
        assertThat(percents(child)).containsExactly(50, 80, 90, 100);
    }

    @Test
    void a_credit_that_is_lowered_can_be_reached_and_one_that_is_raised_takes_nothing_back() {
        UUID child = child(100_000);
        uses(child, 8_500);
        sweep();
        assertThat(percents(child)).isEmpty();
        credit(child, CREDIT);
        sweep();
        assertThat(percents(child)).containsExactly(50, 80);
        credit(child, 100_000);
        uses(child, 55_000);
        sweep();
        assertThat(percents(child)).containsExactly(50, 80);
    }

    @Test
    void a_new_period_begins_anew() {
        UUID child = child(CREDIT);
        uses(child, CREDIT);
        sweep();
        month(month.plusMonths(1), child, 5_000);
        sweep();
        assertThat(percents(child)).containsExactly(50, 80, 90, 100);
        sweepIn(month.plusMonths(1));
        assertThat(percents(child)).containsExactly(50, 80, 90, 100, 50);
        month(month, child, 2 * CREDIT);
        month(month.plusMonths(1), child, 7_999);
        month(month.plusMonths(2), child, CREDIT);
        sweepAt(month.plusMonths(2).atStartOfDay().toInstant(ZoneOffset.UTC).minusNanos(1));
        assertThat(percents(child)).hasSize(5);
        sweepAt(month.plusMonths(2).atStartOfDay().toInstant(ZoneOffset.UTC));
        assertThat(percents(child)).hasSize(9);
    }

    @Test
    void without_a_credit_there_is_nothing_to_reach() {
        UUID unlimited = child(0);
        UUID unknown = child(null);
        uses(unlimited, 1_000_000);
        uses(unknown, 1_000_000);
        sweep();
        assertThat(percents(unlimited)).isEmpty();
        assertThat(percents(unknown)).isEmpty();
    }

    @Test
    void who_is_deleted_or_belongs_to_a_closed_account_is_not_reported() {
        UUID deleted = child(CREDIT);
        uses(deleted, CREDIT);
        delete(deleted);
        UUID closedParent = opened(plan(1_000));
        UUID orphan = child(closedParent, CREDIT);
        uses(orphan, CREDIT);
        delete(closedParent);
        sweep();
        assertThat(percents(deleted)).isEmpty();
        assertThat(percents(orphan)).isEmpty();
        assertThat(percents(closedParent)).isEmpty();
    }

    @Test
    void a_family_is_compared_with_what_its_plan_includes_removed_children_too() {
        UUID family = opened(plan(1_000));
        UUID here = child(family, 0);
        UUID removed = child(family, CREDIT);
        uses(family, 200);
        uses(here, 199);
        uses(removed, 100);
        delete(removed);
        sweep();
        assertThat(reported(family)).isEmpty();
        uses(here, 200);
        sweep();
        assertThat(reported(family)).containsExactly("family 50% of 1000 at 500");
        assertThat(events(family).getFirst().getValue("parentAccountId")).isNull();
        uses(family, 700);
        sweep();
        assertThat(percents(family)).containsExactly(50, 80, 90, 100);
    }

    @Test
    void a_plan_that_includes_nothing_has_nothing_to_reach() {
        UUID family = opened(plan(0));
        uses(family, 1_000_000_000);
        sweep();
        assertThat(percents(family)).isEmpty();
    }

    @Test
    void the_configured_plan_counts_and_so_does_one_that_was_assigned() {
        UUID byDefault = opened("standard");
        uses(byDefault, 12_499);
        sweep();
        assertThat(percents(byDefault)).isEmpty();
        uses(byDefault, 12_500);
        sweep();
        assertThat(reported(byDefault)).containsExactly("family 50% of 25000 at 12500");

        UUID assigned = opened("standard");
        PlanTestClient.assign(assigned, PlanTestClient.of(plan(100))).statusCode(200);
        uses(assigned, 50);
        sweep();
        assertThat(reported(assigned)).containsExactly("family 50% of 100 at 50");
    }

    @Test
    void the_largest_numbers_do_not_overflow() {
        UUID child = child(Long.MAX_VALUE);
        uses(child, Long.MAX_VALUE - 1);
        UUID family = opened(plan(1_000_000_000_000_000L));
        UUID brother = child(family, 0);
        UUID sister = child(family, 0);
        uses(brother, Long.MAX_VALUE);
        uses(sister, Long.MAX_VALUE);
        sweep();
        assertThat(percents(child)).containsExactly(50, 80, 90);
        assertThat(reported(family)).contains("family 100% of 1000000000000000 at " + Long.MAX_VALUE);
    }

    @Test
    void sweeps_that_meet_report_once() {
        List<UUID> children = children(40);
        Uni.join()
                .all(
                        automation(month).report(),
                        automation(month).report(),
                        automation(month).report())
                .andFailFast()
                .await()
                .atMost(PATIENCE);
        for (UUID child : children) {
            assertThat(percents(child)).containsExactlyInAnyOrder(50, 80, 90);
        }
    }

    @Test
    void more_than_one_round_holds_is_worked_off_in_one_tick() {
        List<UUID> children = children(ReachedThresholds.LIMIT / 3 + 20);
        sweep();
        assertThat(sql.rows(
                        "select from usage_threshold where period_start = $1 and scope = 'account'", Tuple.of(month)))
                .hasSize(children.size() * 3);
    }

    @Test
    void connections_that_die_at_any_moment_neither_lose_nor_double_a_report() {
        List<UUID> children = children(60);
        for (int i = 0; i < 6; i++) {
            Uni<Void> sweeps = Uni.join()
                    .all(automation(month).report(), automation(month).report())
                    .andCollectFailures()
                    .replaceWithVoid()
                    .onFailure()
                    .recoverWithNull();
            var running = sweeps.subscribeAsCompletionStage();
            while (!running.isDone()) {
                killConnections();
            }
        }
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            sweep();
            assertThat(children.stream()
                            .mapToInt(child -> percents(child).size())
                            .sum())
                    .isEqualTo(children.size() * 3);
        });
        for (UUID child : children) {
            assertThat(percents(child)).containsExactlyInAnyOrder(50, 80, 90);
        }
    }

    @Test
    void what_the_read_model_lost_is_not_reported_again_and_comes_back_by_a_rebuild() {
        UUID child = child(CREDIT);
        uses(child, 9_500);
        sweep();
        List<Row> live =
                sql.rows("select t::text from usage_threshold t where account_id = $1 order by 1", Tuple.of(child));
        sql.run("delete from usage_threshold where account_id = $1", Tuple.of(child));
        sweep();
        assertThat(percents(child)).containsExactly(50, 80, 90);
        String bearer = "Bearer " + TestInfrastructure.get().oidc().operatorToken();
        given().header("Authorization", bearer)
                .post("/operator/v1/read-models/thresholds/rebuild")
                .then()
                .statusCode(202);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> given().header("Authorization", bearer)
                .get("/operator/v1/read-models/thresholds")
                .then()
                .body("state", equalTo("done")));
        assertThat(sql
                        .rows("select t::text from usage_threshold t where account_id = $1 order by 1", Tuple.of(child))
                        .stream()
                        .map(row -> row.getString(0)))
                .containsExactlyElementsOf(
                        live.stream().map(row -> row.getString(0)).toList());
    }

    @Test
    void the_schedule_looks_at_the_current_month() {
        UUID child = child(CREDIT);
        LocalDate now = BillingPeriod.of(Instant.now()).firstDay();
        month(now, child, 5_000);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(percents(child))
                .containsExactly(50));
    }

    private void sweep() {
        sweepIn(month);
    }

    private void sweepIn(LocalDate someMonth) {
        sweepAt(noon(someMonth));
    }

    private void sweepAt(Instant at) {
        automation(at).report().await().atMost(PATIENCE);
    }

    private WhenUsageGrowsThenReportThresholds automation(LocalDate someMonth) {
        return automation(noon(someMonth));
    }

    private WhenUsageGrowsThenReportThresholds automation(Instant at) {
        return new WhenUsageGrowsThenReportThresholds(
                thresholds, commands, Clock.fixed(at, ZoneOffset.UTC), Duration.ofHours(6));
    }

    private static Instant noon(LocalDate someMonth) {
        return someMonth.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    /** With 95 of a credit of 100 each. */
    private List<UUID> children(int count) {
        List<UUID> children =
                IntStream.range(0, count).mapToObj(i -> Ids.next()).toList();
        UUID[] ids = children.toArray(UUID[]::new);
        sql.run(
                "insert into account_directory (account_id, parent_id, monthly_credit) select id, $2, 100 from unnest($1::uuid[]) id",
                Tuple.of(ids, parent));
        sql.run("insert into usage select $2, id, 95 from unnest($1::uuid[]) id", Tuple.of(ids, month));
        return children;
    }

    private String plan(long includedVolume) {
        return PlanTestClient.created(PlanTestClient.plan(PlanTestClient.newId())
                .put("included_volume", includedVolume)
                .put("tiers", new JsonArray()));
    }

    private UUID opened(String plan) {
        UUID account = Ids.next();
        sql.run("insert into account_directory (account_id, plan) values ($1, $2)", Tuple.of(account, plan));
        return account;
    }

    private UUID child(@Nullable Number credit) {
        return child(parent, credit);
    }

    private UUID child(UUID of, @Nullable Number credit) {
        UUID account = Ids.next();
        sql.run(
                "insert into account_directory (account_id, parent_id, monthly_credit) values ($1, $2, $3)",
                Tuple.of(account, of, credit == null ? null : credit.longValue()));
        return account;
    }

    private void credit(UUID child, long credit) {
        sql.run("update account_directory set monthly_credit = $2 where account_id = $1", Tuple.of(child, credit));
    }

    private void delete(UUID account) {
        sql.run("update account_directory set deleted_at = now() where account_id = $1", Tuple.of(account));
    }

    private void uses(UUID account, long count) {
        month(month, account, count);
    }

    private void month(LocalDate someMonth, UUID account, long count) {
        sql.run("""
                insert into usage values ($1, $2, $3)
                on conflict (period_start, account_id) do update set reception_count = excluded.reception_count""", Tuple.of(someMonth, account, count));
    }

    /** As the log has them, in order. */
    private List<JsonObject> events(UUID account) {
        return sql.rows("""
                        select payload from es_event
                         where type = 'billing.UsageThresholdReached' and payload->>'accountId' = $1
                         order by payload->>'period', (payload->>'percent')::int""", Tuple.of(account.toString())).stream()
                .map(row -> row.getJsonObject(0))
                .toList();
    }

    private List<Integer> percents(UUID account) {
        return events(account).stream()
                .map(event -> event.getInteger("percent"))
                .toList();
    }

    private List<String> reported(UUID account) {
        return events(account).stream()
                .map(event -> event.getString("scope") + " " + event.getInteger("percent") + "% of "
                        + event.getLong("limit") + " at " + event.getLong("receptionCount"))
                .toList();
    }

    private static void killConnections() {
        Config config = ConfigProvider.getConfig();
        String url = "jdbc:postgresql://" + config.getValue("DATABASE_HOST", String.class) + ":"
                + config.getValue("DATABASE_PORT", String.class) + "/" + config.getValue("DATABASE_NAME", String.class);
        Sql.endConnections(
                url,
                config.getValue("DATABASE_USER", String.class),
                config.getValue("DATABASE_PASSWORD", String.class));
    }
}

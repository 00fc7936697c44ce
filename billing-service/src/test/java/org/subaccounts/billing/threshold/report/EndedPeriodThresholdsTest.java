package org.subaccounts.billing.threshold.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.BillingTestResource;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.billing.period.close.DuePeriods;
import org.subaccounts.billing.period.close.LastThresholds;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Ids;

/** What is reached in the last moments of a period, and what cannot be reported. Each test has a year of its own. */
@QuarkusTest
@QuarkusTestResource(BillingTestResource.class)
class EndedPeriodThresholdsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofHours(6);
    private static final AtomicInteger YEARS = new AtomicInteger(2131);

    @Inject
    Pool pool;

    @Inject
    ReachedThresholds thresholds;

    @Inject
    Commands commands;

    private final UUID parent = Ids.next();
    private final BillingPeriod december = new BillingPeriod(LocalDate.of(YEARS.getAndIncrement(), 12, 1));

    @Test
    void a_share_that_is_reached_as_the_period_ends_is_reported_once_in_the_next_one() {
        UUID child = children(1).getFirst();
        uses(child, 49);
        sweepAt(december.end().minusMillis(1));
        assertThat(reported(child)).isEmpty();

        uses(child, 80);
        sweepAt(december.end());
        uses(child, 95);
        sweepAt(december.end().plus(GRACE));
        sweepAt(december.end().plus(GRACE));

        assertThat(reported(child)).containsExactly("50 at 80", "80 at 80", "90 at 95");
    }

    @Test
    void the_period_before_is_looked_at_until_a_day_after_its_grace_time() {
        UUID inTime = children(1).getFirst();
        uses(inTime, 50);
        sweepAt(december.end().plus(GRACE).plus(Duration.ofDays(1)).minusMillis(1));
        assertThat(reported(inTime)).containsExactly("50 at 50");

        UUID late = children(1).getFirst();
        uses(late, 50);
        sweepAt(december.end().plus(GRACE).plus(Duration.ofDays(1)));
        assertThat(reported(late)).isEmpty();
    }

    @Test
    void what_was_reached_is_reported_before_its_period_is_closed_however_long_that_takes() {
        UUID child = children(1).getFirst();
        uses(child, 50);
        uses(december.next(), child, 80);
        execute(
                "insert into account_directory (account_id, created_at) values ($1, $2)",
                Tuple.of(parent, december.start().atOffset(ZoneOffset.UTC)));
        BillingPeriod open = december.next().next().next();

        new LastThresholds(new DuePeriods(pool), reporter(open.end()))
                .report(open)
                .await()
                .atMost(PATIENCE);

        assertThat(reported(child)).containsExactly("50 at 50");
        assertThat(reported(december.next(), child)).containsExactly("50 at 80", "80 at 80");
    }

    @Test
    void both_periods_are_reported_each_with_its_own_counts() {
        UUID child = children(1).getFirst();
        uses(child, 80);
        uses(december.next(), child, 55);

        sweepAt(december.end().plus(GRACE));

        assertThat(reported(child)).containsExactly("50 at 80", "80 at 80");
        assertThat(reported(december.next(), child)).containsExactly("50 at 55");
    }

    @Test
    void more_than_a_round_of_what_always_fails_hides_nothing() {
        int failing = ReachedThresholds.LIMIT / 3 + 10;
        List<UUID> children = children(failing + 5);
        children.forEach(child -> uses(child, 95));
        execute(
                "alter table usage_threshold add constraint not_these check (period_start <> '" + december.firstDay()
                        + "' or account_id > '" + children.get(failing - 1) + "')",
                Tuple.tuple());
        try {
            sweepAt(december.start());
            assertThat(children.subList(failing, children.size()))
                    .allSatisfy(child -> assertThat(reported(child)).hasSize(3));
            assertThat(reported(children.getFirst())).isEmpty();
        } finally {
            execute("alter table usage_threshold drop constraint not_these", Tuple.tuple());
        }
        sweepAt(december.start());
        assertThat(children).allSatisfy(child -> assertThat(reported(child)).hasSize(3));
    }

    private void sweepAt(Instant at) {
        reporter(at).report().await().atMost(PATIENCE);
    }

    private WhenUsageGrowsThenReportThresholds reporter(Instant at) {
        return new WhenUsageGrowsThenReportThresholds(thresholds, commands, Clock.fixed(at, ZoneOffset.UTC), GRACE);
    }

    /** Of one parent, with a credit of 100 each, in the order of their ids. */
    private List<UUID> children(int count) {
        List<UUID> children = Stream.generate(Ids::next)
                .limit(count)
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
        children.forEach(child -> execute(
                "insert into account_directory (account_id, parent_id, monthly_credit) values ($1, $2, 100)",
                Tuple.of(child, parent)));
        return children;
    }

    private void uses(UUID account, long count) {
        uses(december, account, count);
    }

    private void uses(BillingPeriod period, UUID account, long count) {
        execute(
                "insert into usage values ($1, $2, $3)"
                        + " on conflict (period_start, account_id) do update set reception_count = excluded.reception_count",
                Tuple.of(period.firstDay(), account, count));
    }

    private List<String> reported(UUID account) {
        return reported(december, account);
    }

    private List<String> reported(BillingPeriod period, UUID account) {
        return execute(
                "select payload->>'percent' || ' at ' || (payload->>'receptionCount') from es_event"
                        + " where tags = array['usage-threshold=' || $1] order by (payload->>'percent')::int",
                Tuple.of(account + "/account/" + period.name()));
    }

    /** The first column of every row. */
    private List<String> execute(String sql, Tuple arguments) {
        List<String> texts = new ArrayList<>();
        pool.preparedQuery(sql)
                .execute(arguments)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .forEach(row -> texts.add(row.getString(0)));
        return texts;
    }
}

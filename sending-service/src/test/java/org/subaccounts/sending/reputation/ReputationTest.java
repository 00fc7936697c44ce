package org.subaccounts.sending.reputation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.testkit.EventReader;
import org.subaccounts.sending.SendingTestResource;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class ReputationTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    @Inject
    Reputation reputation;

    @Test
    void aChildAboveTheLimitIsToldOfOnce() throws Exception {
        UUID child = child();
        sent(child, 90);
        ended(child, 10);
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> told(events, child) == 0);
            ended(child, 1); // 11 of 101 are more than 10 %
            await().atMost(SOON).until(() -> told(events, child) == 1);
            var data = events.about("account_id", child.toString()).getFirst().data();
            assertThat(data.getLong("sent_count")).isEqualTo(101);
            assertThat(data.getLong("bounced_count")).isEqualTo(11);
            assertThat(data.getDouble("limit_percent")).isEqualTo(10);
            ended(child, 5);
            await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> told(events, child) == 1);
            // below the limit, and above again
            sent(child, 1_000);
            await().atMost(SOON).until(() -> alerts(child) == 0);
            ended(child, 120);
            await().atMost(SOON).until(() -> told(events, child) == 2);
        }
    }

    @Test
    void bouncesThatComeByMailCountToo() throws Exception {
        UUID child = child();
        sent(child, 100);
        for (int i = 0; i < 11; i++) {
            PgUnitOfWork work = PgUnitOfWork.standalone(pool);
            reputation.bouncedLater(work, child);
            work.commit().get(10, TimeUnit.SECONDS);
        }
        try (EventReader events = new EventReader(Topics.SENDING)) {
            await().atMost(SOON).until(() -> told(events, child) == 1);
            assertThat(events.about("account_id", child.toString())
                            .getFirst()
                            .data()
                            .getLong("sent_count"))
                    .isEqualTo(100);
        }
    }

    @Test
    void parentsAndThoseWhoSendLittleAreNotJudged() throws Exception {
        UUID parent = UUID.randomUUID();
        run("insert into sender_account (account_id) values ($1)", parent);
        UUID small = child();
        ended(parent, 120);
        ended(small, 99);
        assertThat(alerts(parent)).isZero();
        assertThat(alerts(small)).isZero();
        ended(small, 1);
        assertThat(alerts(small)).isEqualTo(1);
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCountAndIsForgotten() throws Exception {
        UUID child = child();
        run(
                "insert into reputation_count (account_id, hour, shard, sent, bounced)"
                        + " values ($1, date_trunc('hour', now(), 'UTC') - interval '24 hours', 0, 500, 500),"
                        + " ($1, date_trunc('hour', now(), 'UTC') - interval '30 hours', 0, 500, 500)",
                child);
        sent(child, 200);
        ended(child, 1);
        assertThat(alerts(child)).isZero();
        await().atMost(SOON)
                .until(() -> count(
                                "select count(*) from reputation_count where account_id = $1 and hour < now() - interval '27 hours'",
                                child)
                        == 0);
    }

    private UUID child() throws Exception {
        UUID child = UUID.randomUUID();
        run("insert into sender_account (account_id, parent_account_id) values ($1, gen_random_uuid())", child);
        return child;
    }

    private void sent(UUID account, int count) throws Exception {
        run(
                "insert into reputation_count (account_id, hour, shard, sent, bounced)"
                        + " values ($1, date_trunc('hour', now(), 'UTC'), 9, " + count + ", 0)"
                        + " on conflict (account_id, hour, shard) do update set sent = reputation_count.sent + excluded.sent",
                account);
    }

    /** So many that bounce. */
    private void ended(UUID account, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            PgUnitOfWork work = PgUnitOfWork.standalone(pool);
            Reputation.Tally tally = new Reputation.Tally();
            tally.ended(account, true);
            reputation.record(work, tally);
            work.commit().get(10, TimeUnit.SECONDS);
        }
    }

    private static long told(EventReader events, UUID account) {
        return events.typesAbout("account_id", account.toString()).stream()
                .filter("BounceRateExceeded"::equals)
                .count();
    }

    private long alerts(UUID account) throws Exception {
        return count("select count(*) from reputation_alert where account_id = $1", account);
    }

    private long count(String sql, UUID account) throws Exception {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(account))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .iterator()
                .next()
                .getLong(0);
    }

    private void run(String sql, UUID account) throws Exception {
        pool.preparedQuery(sql)
                .execute(Tuple.of(account))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}

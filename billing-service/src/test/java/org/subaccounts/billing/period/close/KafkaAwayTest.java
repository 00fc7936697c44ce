package org.subaccounts.billing.period.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subaccounts.billing.Sql;
import org.subaccounts.billing.TestClock;
import org.subaccounts.billing.threshold.report.WhenUsageGrowsThenReportThresholds;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.localinfra.KafkaBroker;

/** Nothing is closed while nobody knows whether everything was counted. */
@QuarkusTest
@TestProfile(NoKafka.class)
class KafkaAwayTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Inject
    TestClock clock;

    @Inject
    Pool pool;

    @Inject
    Sql sql;

    @Inject
    ConsumersCaughtUp consumers;

    @Inject
    LastThresholds thresholds;

    @Inject
    WhenUsageGrowsThenReportThresholds reporting;

    @Inject
    Vertx vertx;

    @Inject
    ClosingRound round;

    @Inject
    @ConfigProperty(name = "KAFKA_BOOTSTRAP_SERVERS")
    String bootstrap;

    @Inject
    @ConfigProperty(name = "platform.topic-prefix")
    String prefix;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private Pool nowhere;

    @BeforeEach
    void connectToNobody() {
        nowhere = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(1))
                .connectingTo(PgConnectOptions.fromUri("postgresql://nobody@127.0.0.1:1/none"))
                .using(vertx)
                .build();
    }

    @AfterEach
    void reset() {
        clock.reset();
        nowhere.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void while_kafka_is_away_no_period_is_closed_and_when_it_is_back_they_are_by_themselves(@TempDir Path directory) {
        UUID parent = Ids.next();
        Instant opened = Instant.parse("2028-01-10T00:00:00Z");
        sql.run(
                "insert into account_directory (account_id, name, created_at) values ($1, 'Acme', $2)",
                Tuple.of(parent, opened.atOffset(ZoneOffset.UTC)));
        UUID child = Ids.next();
        sql.run(
                "insert into account_directory (account_id, parent_id, name, monthly_credit, created_at)"
                        + " values ($1, $2, 'Shop', 100, $3)",
                Tuple.of(child, parent, opened.atOffset(ZoneOffset.UTC)));
        sql.run("insert into usage values ('2028-01-01', $1, 50)", Tuple.of(child));
        clock.set(Instant.parse("2028-03-01T06:00:00Z"));
        WhenPeriodEndsThenCloseIt automation = automation(new DuePeriods(pool), thresholds, metrics);

        for (int look = 0; look < 2; look++) {
            assertThat(automation.closeDue().await().atMost(PATIENCE)).isZero();
            assertThat(overdue(metrics)).isEqualTo(2);
            assertThat(invoices(parent)).isZero();
        }

        int port = Integer.parseInt(bootstrap.substring(bootstrap.indexOf(':') + 1));
        try (KafkaBroker broker = KafkaBroker.start(directory, port, NoKafka.freePort())) {
            broker.createTopics(Topics.ALL.stream().map(topic -> prefix + topic).toList(), 3);
            await().atMost(PATIENCE).until(() -> {
                var unused = automation.closeDue().await().atMost(PATIENCE);
                return invoices(parent) == 2;
            });
            assertThat(overdue(metrics)).isZero();
            assertThat(reported(child)).as("before the period was closed").containsExactly("50");

            clock.set(Instant.parse("2028-04-01T06:00:00Z"));
            DuePeriods uncountable = new DuePeriods(nowhere);
            SimpleMeterRegistry blindly = new SimpleMeterRegistry();
            WhenPeriodEndsThenCloseIt blind =
                    automation(uncountable, new LastThresholds(uncountable, reporting), blindly);
            await().atMost(PATIENCE).until(() -> {
                var unused = blind.closeDue().await().atMost(PATIENCE);
                return invoices(parent) == 3;
            });
            assertThat(overdue(blindly)).as("cannot be told").isEqualTo(-1);
        }
    }

    private WhenPeriodEndsThenCloseIt automation(DuePeriods due, LastThresholds last, SimpleMeterRegistry metrics) {
        return new WhenPeriodEndsThenCloseIt(
                new ClosingClock(pool, clock, clock, metrics),
                new LateUsageNotes(pool, metrics),
                due,
                consumers,
                last,
                round,
                metrics,
                Duration.ofHours(6));
    }

    private List<String> reported(UUID child) {
        return sql.texts(
                "select payload->>'percent' from es_event where tags = array['usage-threshold=' || $1]",
                Tuple.of(child + "/account/2028-01"));
    }

    private static double overdue(SimpleMeterRegistry metrics) {
        return metrics.get("billing.periods.overdue").gauge().value();
    }

    private long invoices(UUID parent) {
        return sql.rows("select count(*) from invoice where account_id = $1", Tuple.of(parent))
                .getFirst()
                .getLong(0);
    }
}

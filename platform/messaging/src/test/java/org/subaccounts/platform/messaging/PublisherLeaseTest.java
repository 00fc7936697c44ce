package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.eventstore.DatabasePool;
import org.subaccounts.platform.eventstore.TailPosition;
import org.subaccounts.platform.testkit.SilentProxy;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

@Execution(ExecutionMode.CONCURRENT) // they wait more than they do
class PublisherLeaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int POOL_SIZE = 2;
    private static final int ATTEMPTS = 5;

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database = Address.migrated(TestInfrastructure.get());
    private final SilentProxy network = new SilentProxy(vertx, database.host(), database.port());
    private final Pool pool = DatabasePool.create(
            vertx,
            new PoolOptions().setMaxSize(POOL_SIZE).setIdleTimeout(1),
            List.of(PgConnectOptions.fromUri(database.uri()).setPort(network.port())),
            Duration.ofSeconds(1));

    @AfterEach
    void stop() {
        network.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pg_try_advisory_lock"})
    void attempts_without_an_answer_keep_no_connection(String silentFrom) throws Exception {
        network.silenceFrom(silentFrom);
        for (int i = 0; i < ATTEMPTS; i++) {
            assertThatThrownBy(() -> PublisherLease.tryAcquire(pool, "silent")).isInstanceOf(RuntimeException.class);
        }
        assertThat(network.silenced()).isGreaterThan(POOL_SIZE);
        network.heal();

        try (PublisherLease lease = PublisherLease.tryAcquire(pool, "healed").orElseThrow()) {
            assertThat(lease.position()).isEqualTo(TailPosition.FIRST);
        }
    }

    @Test
    void a_lease_whose_server_fell_silent_frees_its_connection() throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            network.heal();
            PublisherLease lease =
                    PublisherLease.tryAcquire(pool, "publisher " + i).orElseThrow();
            network.silenceFrom("publisher_advance");
            assertThatThrownBy(() -> lease.advance(TailPosition.FIRST, new TailPosition(1, 1)))
                    .isInstanceOf(RuntimeException.class);
            lease.close();
        }
        assertThat(network.silenced()).isEqualTo(ATTEMPTS);
        await().atMost(PATIENCE).until(() -> network.silentNow() == 0);
    }

    @Test
    void a_lease_given_up_is_free_for_the_next_one_on_any_connection() throws Exception {
        for (int i = 0; i < ATTEMPTS; i++) {
            // giving up is not waited for
            PublisherLease lease = await().atMost(PATIENCE)
                    .until(() -> PublisherLease.tryAcquire(pool, "one"), Optional::isPresent)
                    .orElseThrow();
            assertThat(PublisherLease.tryAcquire(pool, "one")).isEmpty();
            lease.close();
        }
    }
}

package org.subaccounts.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.platform.testkit.TestInfrastructure;

class RateLimitsTest {
    private static final AccessRule GENERAL = new AccessRule.Scoped("domains:read", false);
    private static final AccessRule STATISTICS = new AccessRule.Scoped("statistics-transactional:read", true);

    private static Vertx vertx = Vertx.vertx();
    private static Pool pool = pool("postgresql://nobody@127.0.0.1:1/none");

    @BeforeAll
    static void createTable() throws IOException {
        pool = pool(TestInfrastructure.get().createDatabase("limits").uri());
        try (InputStream migration =
                Objects.requireNonNull(RateLimits.class.getResourceAsStream("/db/migration/V0_030__rate_limits.sql"))) {
            String sql = new String(migration.readAllBytes(), StandardCharsets.UTF_8);
            pool.query(sql).execute().toCompletionStage().toCompletableFuture().join();
        }
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Pool pool(String uri) {
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(4).setConnectionTimeout(2))
                .connectingTo(PgConnectOptions.fromUri(uri))
                .using(vertx)
                .build();
    }

    private static RateLimits limits(Pool store, String kind) {
        return new RateLimits(store, new SimpleMeterRegistry(), 5, 10, 1, kind);
    }

    private static Credential caller(UUID account, @Nullable Integer perSecond, @Nullable Integer burst) {
        return new Credential(
                account,
                null,
                true,
                UUID.randomUUID(),
                null,
                Set.of("*"),
                IpAllowList.of(List.of()),
                new RateLimit(perSecond, burst),
                0);
    }

    private static void take(RateLimits limits, Credential credential, AccessRule rule) {
        Uni<Void> asked = limits.take(credential, rule);
        if (asked != null) {
            asked.await().atMost(Duration.ofSeconds(5));
        }
    }

    private static int taken(RateLimits limits, Credential credential, int requests) {
        return (int) IntStream.range(0, requests)
                .filter(i -> {
                    try {
                        take(limits, credential, GENERAL);
                        return true;
                    } catch (Refusal refusal) {
                        assertThat(refusal.status()).isEqualTo(429);
                        return false;
                    }
                })
                .count();
    }

    @Test
    void as_many_as_the_burst_pass_at_once_then_429_says_when_to_come_back() {
        RateLimits limits = limits(pool, "local");
        Credential caller = caller(UUID.randomUUID(), null, null);
        for (int i = 0; i < 10; i++) {
            take(limits, caller, GENERAL);
        }

        assertThatThrownBy(() -> IntStream.range(0, 100).forEach(i -> take(limits, caller, GENERAL)))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(429);
                    assertThat(refusal.headers()).containsEntry("Retry-After", "1");
                    assertThat(refusal.getMessage()).contains("5 per second", "10 at once");
                });
    }

    @Test
    void the_bucket_refills_and_belongs_to_one_account() {
        RateLimits limits = limits(pool, "local");
        UUID account = UUID.randomUUID();
        taken(limits, caller(account, null, null), 20);

        assertThat(taken(limits, caller(UUID.randomUUID(), null, null), 10)).isEqualTo(10);
        Awaitility.await()
                .atMost(Duration.ofSeconds(2))
                .until(() -> taken(limits, caller(account, null, null), 1) == 1);
    }

    @Test
    void the_keys_of_an_account_share_its_limit_and_its_terms_change_it() {
        RateLimits limits = limits(pool, "local");
        UUID account = UUID.randomUUID();

        assertThat(taken(limits, caller(account, 1, 30), 20) + taken(limits, caller(account, 1, 30), 20))
                .isEqualTo(30);
        assertThat(taken(limits, caller(account, 1, 50), 60)).isEqualTo(50);
    }

    @Test
    void statistics_have_a_limit_of_their_own() {
        RateLimits limits = limits(pool, "local");
        Credential caller = caller(UUID.randomUUID(), null, null);
        take(limits, caller, STATISTICS);

        assertThatThrownBy(() -> take(limits, caller, STATISTICS)).isInstanceOf(Refusal.class);
        take(limits, caller, GENERAL);
    }

    @Test
    void replicas_share_the_limit_through_postgresql() {
        UUID account = UUID.randomUUID();
        RateLimits one = limits(pool, "postgresql");
        RateLimits other = limits(pool, "postgresql");
        Credential caller = caller(account, 1, 12);

        int passed = AtOnce.times(40, i -> taken(i % 2 == 0 ? one : other, caller, 1)).stream()
                .mapToInt(Integer::intValue)
                .sum();

        assertThat(passed).isBetween(12, 14); // a token may come back while this runs
    }

    @Test
    void requests_pass_when_the_shared_buckets_cannot_be_reached() {
        RateLimits limits = limits(pool("postgresql://nobody:none@127.0.0.1:1/none"), "postgresql");

        assertThat(taken(limits, caller(UUID.randomUUID(), 1, 1), 3)).isEqualTo(3);
    }
}

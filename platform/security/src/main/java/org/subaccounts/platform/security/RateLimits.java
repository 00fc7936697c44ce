package org.subaccounts.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.platform.http.Refusal;

/**
 * Requests per second of each account, over all its credentials, in this service: token buckets (Bucket4j) that refill evenly.
 * Kept in memory, or in PostgreSQL and so shared by the service's replicas. Refuses with 429 and {@code Retry-After}. When the
 * shared buckets cannot be reached, requests pass: the limit protects capacity, not secrets.
 */
@ApplicationScoped
public class RateLimits {
    private static final Logger LOG = Logger.getLogger(RateLimits.class);
    private static final int MAX_BUCKETS = 100_000;

    private static final String FORGET =
            "delete from rate_limit_bucket where bucket in (select bucket from rate_limit_bucket"
                    + " where used_at < now() - interval '1 hour' limit 10000)";

    private final Pool pool;
    private final int defaultPerSecond;
    private final int defaultBurst;
    private final RateLimit statisticsLimit;
    private final Cache<BucketKey, Bucket> local = Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();
    private final @Nullable AsyncProxyManager<String> shared;
    private final Counter refused;
    private final Counter unlimited;

    /** New limits are a new bucket. */
    private record BucketKey(UUID account, boolean statistics, int perSecond, int burst) {
        Bandwidth limit() {
            return Bandwidth.builder()
                    .capacity(burst)
                    .refillGreedy(perSecond, Duration.ofSeconds(1))
                    .build();
        }

        BucketConfiguration configuration() {
            return BucketConfiguration.builder().addLimit(limit()).build();
        }

        String text() {
            return account + (statistics ? "/statistics/" : "/") + perSecond + "/" + burst;
        }
    }

    RateLimits(
            Pool pool,
            MeterRegistry metrics,
            @ConfigProperty(name = "platform.rate-limit.requests-per-second") int perSecond,
            @ConfigProperty(name = "platform.rate-limit.request-burst") int burst,
            @ConfigProperty(name = "platform.rate-limit.statistics-requests-per-second") int statisticsPerSecond,
            @ConfigProperty(name = "platform.rate-limit.store") String store) {
        this.pool = pool;
        this.defaultPerSecond = perSecond;
        this.defaultBurst = burst;
        this.statisticsLimit = new RateLimit(statisticsPerSecond, statisticsPerSecond);
        this.shared = switch (store) {
            case "local" -> null;
            case "postgresql" -> new PostgresBuckets(pool).asAsync();
            default ->
                throw new IllegalArgumentException("platform.rate-limit.store is local or postgresql, not " + store);
        };
        this.refused = Counter.builder("rate.limit.refused")
                .description("requests answered 429")
                .register(metrics);
        this.unlimited = Counter.builder("rate.limit.unavailable")
                .description("requests let through because the shared buckets could not be reached")
                .register(metrics);
    }

    /** Takes one request; null: granted at once. Fails, or throws, with 429. */
    @Nullable Uni<Void> take(Credential credential, AccessRule rule) {
        boolean statistics =
                rule instanceof AccessRule.Scoped scoped && scoped.scope().equals(Scopes.STATISTICS_READ);
        RateLimit limit = statistics ? statisticsLimit : credential.limit();
        Integer perSecond = limit.requestsPerSecond();
        Integer burst = limit.burst();
        BucketKey key = new BucketKey(
                credential.accountId(),
                statistics,
                perSecond == null ? defaultPerSecond : perSecond,
                burst == null ? defaultBurst : burst);
        AsyncProxyManager<String> remote = shared;
        if (remote == null) {
            check(
                    key,
                    local.get(key, fresh -> Bucket.builder()
                                    .addLimit(fresh.limit())
                                    .build())
                            .tryConsumeAndReturnRemaining(1));
            return null;
        }
        return Uni.createFrom()
                .completionStage(() -> remote.builder()
                        .build(key.text(), () -> CompletableFuture.completedFuture(key.configuration()))
                        .tryConsumeAndReturnRemaining(1))
                .onFailure()
                .recoverWithItem(failure -> {
                    unlimited.increment();
                    LOG.warnf("rate limits cannot be checked, requests pass: %s", failure);
                    return ConsumptionProbe.consumed(1, 0);
                })
                .invoke(probe -> check(key, probe))
                .replaceWithVoid();
    }

    /** A bucket that nobody used for an hour is full again, so it may be forgotten. */
    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return shared == null
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .completionStage(() -> pool.query(FORGET).execute().toCompletionStage())
                        .replaceWithVoid();
    }

    private void check(BucketKey key, ConsumptionProbe probe) {
        if (probe.isConsumed()) {
            return;
        }
        refused.increment();
        long seconds = Math.max(
                1,
                Duration.ofNanos(probe.getNanosToWaitForRefill() + 999_999_999).toSeconds());
        throw new Refusal(
                429,
                "too many requests: at most " + key.perSecond() + " per second, " + key.burst()
                        + " at once; try again in " + seconds + " s",
                Map.of("Retry-After", Long.toString(seconds)));
    }
}

package org.subaccounts.platform.security;

import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Token buckets in the table {@code rate_limit_bucket}: read, then replaced if nobody else did. Asynchronous only. */
final class PostgresBuckets extends AbstractCompareAndSwapBasedProxyManager<String> {
    private static final String READ = "select state from rate_limit_bucket where bucket = $1";
    private static final String CREATE =
            "insert into rate_limit_bucket (bucket, state) values ($1, $2)" + " on conflict (bucket) do nothing";
    private static final String REPLACE =
            "update rate_limit_bucket set state = $2, used_at = now() where bucket = $1 and state = $3";
    private static final String REMOVE = "delete from rate_limit_bucket where bucket = $1";

    private final Pool pool;

    PostgresBuckets(Pool pool) {
        super(ClientSideConfig.getDefault().withRequestTimeout(Duration.ofSeconds(2)));
        this.pool = pool;
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(String bucket) {
        return new AsyncCompareAndSwapOperation() {
            @Override
            public CompletableFuture<Optional<byte[]>> getStateData(Optional<Long> timeoutNanos) {
                return pool.preparedQuery(READ)
                        .execute(Tuple.of(bucket))
                        .map(rows -> rows.size() == 0
                                ? Optional.<byte[]>empty()
                                : Optional.of(
                                        rows.iterator().next().getBuffer(0).getBytes()))
                        .toCompletionStage()
                        .toCompletableFuture();
            }

            @Override
            public CompletableFuture<Boolean> compareAndSwap(
                    byte @Nullable [] before, byte[] after, RemoteBucketState state, Optional<Long> timeoutNanos) {
                Tuple arguments = Tuple.of(bucket, Buffer.buffer(after));
                if (before != null) {
                    arguments.addBuffer(Buffer.buffer(before));
                }
                return pool.preparedQuery(before == null ? CREATE : REPLACE)
                        .execute(arguments)
                        .map(rows -> rows.rowCount() == 1)
                        .toCompletionStage()
                        .toCompletableFuture();
            }
        };
    }

    @Override
    protected CompletableFuture<Void> removeAsync(String bucket) {
        return pool.preparedQuery(REMOVE)
                .execute(Tuple.of(bucket))
                .<Void>mapEmpty()
                .toCompletionStage()
                .toCompletableFuture();
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(String bucket) {
        throw new UnsupportedOperationException("nothing blocks on the request path");
    }

    @Override
    public void removeProxy(String bucket) {
        throw new UnsupportedOperationException("nothing blocks on the request path");
    }

    @Override
    public boolean isAsyncModeSupported() {
        return true;
    }
}

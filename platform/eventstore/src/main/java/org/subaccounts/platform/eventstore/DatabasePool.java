package org.subaccounts.platform.eventstore;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A pool that loses no connection for ever. The driver waits without end for an answer that never comes, from a server that
 * hangs or through a network that swallows it; here a connection on which nothing is heard is closed, which fails what waits
 * on it and frees its place.
 */
public final class DatabasePool {
    private static final int DEFAULT_IDLE_SECONDS = 15;
    /** The driver prepares longer statements anew at each execution, at 2,048 characters if not told otherwise. */
    private static final int LONGEST_KEPT_STATEMENT = 16_384;

    private DatabasePool() {}

    /**
     * {@code answerTimeout}: what each answer of the server may take. One that is due is waited for so long at least, and
     * for the pool's idle timeout (15 s if none is set) more at most.
     */
    public static Pool create(
            Vertx vertx, PoolOptions poolOptions, List<PgConnectOptions> servers, Duration answerTimeout) {
        PoolOptions options = new PoolOptions(poolOptions);
        if (options.getIdleTimeout() == 0) {
            options.setIdleTimeout(DEFAULT_IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
        }
        // The socket knows nothing of requests, only when it last heard something. The pool gives no connection out
        // that
        // has been idle for longer than this, so an answer always has its time.
        Duration idle = Duration.ofMillis(
                options.getIdleTimeoutUnit().toMillis(options.getIdleTimeout()) + options.getPoolCleanerPeriod());
        return PgBuilder.pool()
                .with(options)
                .connectingTo(servers.stream()
                        .<SqlConnectOptions>map(server -> closedWhenSilent(server, idle.plus(answerTimeout))
                                .setPreparedStatementCacheSqlLimit(LONGEST_KEPT_STATEMENT))
                        .toList())
                .withConnectHandler(DatabasePool::cutWhenSilent)
                .using(vertx)
                .build();
    }

    /**
     * The driver closes by saying goodbye and waiting for the server's end, which a silent server does not send. This cuts
     * the socket itself: from before the driver's codec, which would turn it into a goodbye again.
     */
    private static void cutWhenSilent(SqlConnection connection) {
        driverOf(connection).socket().channelHandlerContext().pipeline().addAfter("idle", "cut", new CutWhenIdle());
        var unused = connection.close(); // hands it to the pool
    }

    /**
     * Gives a pooled connection back. The driver fails what waits on a closed connection before it tells the pool: given back
     * at once, that connection would be the next caller's, who fails too. After this turn of its event loop the pool knows.
     */
    static Future<Void> release(SqlConnection connection) {
        SocketConnectionBase driver = driverOf(connection);
        if (driver.socket().channelHandlerContext().channel().isActive()) {
            return connection.close();
        }
        Promise<Void> released = Promise.promise();
        driver.context().runOnContext(_ -> connection.close().onComplete(released));
        return released.future();
    }

    private static SocketConnectionBase driverOf(SqlConnection connection) {
        return (SocketConnectionBase)
                ((SqlConnectionInternal) connection).unwrap().unwrap();
    }

    private static final class CutWhenIdle extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof IdleStateEvent) {
                var unused = context.close();
            } else {
                super.userEventTriggered(context, event);
            }
        }
    }

    /** A connection that closes when nothing was heard for so long, be it idle or not, or while it is being made. */
    static PgConnectOptions closedWhenSilent(PgConnectOptions server, Duration silence) {
        int millis = Math.toIntExact(silence.toMillis());
        PgConnectOptions options = new PgConnectOptions(server);
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setIdleTimeout(0).setReadIdleTimeout(millis);
        options.setConnectTimeout(Math.min(millis, options.getConnectTimeout()));
        return options;
    }
}

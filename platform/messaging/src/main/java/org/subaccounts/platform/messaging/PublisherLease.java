package org.subaccounts.platform.messaging;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.TailPosition;

/**
 * The right to publish: a session advisory lock on a PostgreSQL connection that serves nothing else. It ends with the
 * connection, and the position is moved over that same connection, so who lost the lease cannot move it.
 * Needs real sessions: no transaction-mode connection pooler in between. Blocks; for the publisher's thread only.
 */
final class PublisherLease implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PublisherLease.class);

    /** Keep-alives let the server end the session of a machine that vanished, after some 10 seconds. */
    private static final String ACQUIRE = """
            select pg_try_advisory_lock(hashtextextended('event-publisher/' || $1, 0)),
                   set_config('tcp_keepalives_idle', '4', false),
                   set_config('tcp_keepalives_interval', '2', false),
                   set_config('tcp_keepalives_count', '3', false)
            """;

    private static final String POSITION = """
            with created as (insert into publisher_position (publisher) values ($1) on conflict do nothing)
            select coalesce(max(txid), 0), coalesce(max(position), 0),
                   (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint
              from publisher_position where publisher = $1
            """;

    private static final String ADVANCE = "select publisher_advance($1, $2, $3, $4, $5)";

    private final SqlConnection connection;
    private final String publisher;

    private PublisherLease(SqlConnection connection, String publisher) {
        this.connection = connection;
        this.publisher = publisher;
    }

    /** Empty while somebody else publishes. */
    static Optional<PublisherLease> tryAcquire(Pool pool, String publisher) throws InterruptedException {
        PublisherLease lease = new PublisherLease(connect(pool), publisher);
        try {
            if (lease.first(ACQUIRE, Tuple.of(publisher)).getBoolean(0)) {
                return Optional.of(lease);
            }
        } catch (RuntimeException | InterruptedException e) {
            lease.close();
            throw e;
        }
        lease.close();
        return Optional.empty();
    }

    /** One that comes too late goes back to the pool. */
    private static SqlConnection connect(Pool pool) throws InterruptedException {
        Future<SqlConnection> connecting = pool.getConnection();
        try {
            return Blocking.await("connect to PostgreSQL", connecting.toCompletionStage());
        } catch (RuntimeException | InterruptedException e) {
            connecting.onSuccess(SqlConnection::close);
            throw e;
        }
    }

    /** Everything up to here was published. Refused when it lies in a future that this database has not seen. */
    TailPosition position() throws InterruptedException {
        Row row = first(POSITION, Tuple.of(publisher));
        TailPosition stored = new TailPosition(row.getLong(0), row.getLong(1));
        if (stored.txid() >= row.getLong(2)) {
            throw new PositionRefusedException("publisher " + publisher + " stands at transaction " + stored.txid()
                    + ", but this database has only reached " + row.getLong(2)
                    + ": it was restored from elsewhere, and publishing needs a decision (see README, \"Refusals\")");
        }
        return stored;
    }

    void advance(TailPosition from, TailPosition to) throws InterruptedException {
        var unused =
                first(ADVANCE, Tuple.of(publisher, from.txid(), from.eventPosition(), to.txid(), to.eventPosition()));
    }

    /** Fails when the connection, and with it the lease, is gone. */
    void check() throws InterruptedException {
        var unused = first("select 1", Tuple.tuple());
    }

    private Row first(String sql, Tuple arguments) throws InterruptedException {
        RowSet<Row> rows = Blocking.await(
                "publisher position",
                connection.preparedQuery(sql).execute(arguments).toCompletionStage());
        return rows.iterator().next();
    }

    /**
     * Gives the lease up and the connection back; a broken connection has given both up already. A connection that kept the
     * lock would keep it for ever in the pool: its session is ended.
     */
    @Override
    public void close() {
        var unused = connection
                .query("select pg_advisory_unlock_all()")
                .execute()
                .recover(e -> {
                    LOG.debugf("lease of publisher %s ends with its connection: %s", publisher, e);
                    return connection
                            .query("select pg_terminate_backend(pg_backend_pid())")
                            .execute();
                })
                .eventually(() -> connection.close());
    }
}

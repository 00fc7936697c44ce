package org.subaccounts.platform.eventstore;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The read models of this service and their rebuilds, one at a time over all of its processes. Nothing blocks: a rebuild
 * runs in the background, on a connection of its own.
 */
public final class ReadModels implements AutoCloseable {
    // Only one session at a time holds the lock; a row that is running without it was left by a process that died.
    private static final String STATE = """
            select m.state, m.started_at, m.finished_at, m.events, m.rows, m.error,
                   exists (select from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                           and l.database = (select oid from pg_database where datname = current_database())
                           and (l.classid::bigint << 32) | l.objid::bigint = %s)
            from es_read_model m where m.name = $1""".formatted(ReadModelTables.LOCK_KEY);

    private final Pool pool;
    private final Vertx vertx;
    private final Supplier<PgConnectOptions> connectOptions;
    private final Consumer<ReadModelRebuild.Stage> reached;
    /** What can be rebuilt: its tables, and what they are rebuilt from. */
    private record Rebuildable(List<String> tables, Source source) {
        interface Source {
            ReplaySource open(RebuildSession session) throws InterruptedException;
        }
    }

    private final Map<String, Rebuildable> models = new LinkedHashMap<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<@Nullable RebuildSession> open = new AtomicReference<>();

    /** {@code connectOptions}: how to reach the database that the pool is connected to. */
    public ReadModels(
            Pool pool,
            Vertx vertx,
            EventJson json,
            Supplier<PgConnectOptions> connectOptions,
            Collection<? extends ReadModel> models,
            Collection<? extends ExternalReadModel> external) {
        this(pool, vertx, json, connectOptions, models, external, stage -> {});
    }

    ReadModels(
            Pool pool,
            Vertx vertx,
            EventJson json,
            Supplier<PgConnectOptions> connectOptions,
            Collection<? extends ReadModel> models,
            Collection<? extends ExternalReadModel> external,
            Consumer<ReadModelRebuild.Stage> reached) {
        this.vertx = vertx;
        this.pool = pool;
        this.connectOptions = connectOptions;
        this.reached = reached;
        for (ReadModel model : models) {
            add(model.name(), model.tables(), session -> new LogReplay(model, session, json, pool));
        }
        for (ExternalReadModel model : external) {
            add(model.name(), model.tables(), session -> new ExternalReplay(model.open(), pool));
        }
    }

    private void add(String name, List<String> tables, Rebuildable.Source source) {
        if (models.put(name, new Rebuildable(tables, source)) != null) {
            throw new IllegalArgumentException("two read models are called " + name);
        }
    }

    public boolean has(String name) {
        return models.containsKey(name);
    }

    /** Fails with {@link NoSuchElementException} if there is no such read model. */
    public Uni<ReadModelState> state(String name) {
        if (!has(name)) {
            return Uni.createFrom().failure(() -> new NoSuchElementException(name));
        }
        return Uni.createFrom().completionStage(() -> look(name, null).toCompletionStage());
    }

    /**
     * The locks are read later than the row, so a run that ends between them looks as if it had died: only one that is
     * still the same in a second look has.
     */
    private Future<ReadModelState> look(String name, @Nullable ReadModelState before) {
        return pool.preparedQuery(STATE)
                .execute(Tuple.of(name))
                .map(rows -> state(name, rows))
                .compose(state ->
                        seemsDead(state) && !state.equals(before) ? look(name, state) : Future.succeededFuture(state));
    }

    private static boolean seemsDead(ReadModelState state) {
        return state.status() == ReadModelState.Status.FAILED && state.finishedAt() == null;
    }

    /**
     * Gives the state once it runs; {@link RebuildRunningException} if one runs already, {@link NoSuchElementException} if
     * there is no such read model.
     */
    public Uni<ReadModelState> rebuild(String name) {
        Rebuildable model = models.get(name);
        if (model == null) {
            return Uni.createFrom().failure(() -> new NoSuchElementException(name));
        }
        return Uni.createFrom().completionStage(() -> start(name, model)).flatMap(started -> state(name));
    }

    private CompletableFuture<Void> start(String name, Rebuildable model) {
        if (!busy.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(new RebuildRunningException());
        }
        CompletableFuture<Void> started = new CompletableFuture<>();
        var unused = Thread.ofVirtual().name("rebuild-" + name).start(() -> {
            try {
                run(name, model, started);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                started.completeExceptionally(e);
            } catch (RuntimeException e) {
                started.completeExceptionally(e);
            } finally {
                busy.set(false);
            }
        });
        return started;
    }

    private void run(String name, Rebuildable model, CompletableFuture<Void> started) throws InterruptedException {
        try (RebuildSession session = RebuildSession.open(vertx, connectOptions.get())) {
            open.set(session);
            if (!session.tryLock()) {
                throw new RebuildRunningException();
            }
            ReadModelRebuild rebuild = new ReadModelRebuild(
                    name, model.tables(), () -> model.source().open(session), session, reached);
            rebuild.start();
            started.complete(null);
            rebuild.run();
        } finally {
            open.set(null);
        }
    }

    private static ReadModelState state(String name, RowSet<Row> rows) {
        if (rows.size() == 0) {
            return ReadModelState.none(name);
        }
        Row row = rows.iterator().next();
        ReadModelState.Status status =
                ReadModelState.Status.valueOf(row.getString(0).toUpperCase(Locale.ROOT));
        boolean died = status == ReadModelState.Status.RUNNING && !row.getBoolean(6);
        return new ReadModelState(
                name,
                died ? ReadModelState.Status.FAILED : status,
                instant(row.getOffsetDateTime(1)),
                instant(row.getOffsetDateTime(2)),
                row.getLong(3),
                row.getLong(4),
                died ? ReadModelRebuild.PROCESS_ENDED : row.getString(5));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** Ends a running rebuild; the live tables stay as they are. */
    @Override
    public void close() {
        RebuildSession session = open.get();
        if (session != null) {
            session.close();
        }
    }
}

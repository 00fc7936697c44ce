package org.subaccounts.platform.eventstore;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.subaccounts.platform.eventstore.Accounts.Opened;
import org.subaccounts.platform.eventstore.Accounts.Resumed;
import org.subaccounts.platform.eventstore.Accounts.Suspended;
import org.subaccounts.platform.eventstore.ReadModelRebuild.Stage;

/** A read model of two tables with two views, one on the other. An account has as many change rows as it counts changes. */
class AccountRows implements ReadModel {
    static final String NAME = "accounts";
    static final List<String> SCHEMA = List.of(
            "create table account_row (id text primary key, owner text not null, active boolean not null default true,"
                    + " changes int not null default 0 constraint no_debt check (changes >= 0), at timestamptz not null)"
                    + " with (fillfactor = 90)",
            "create unique index once_per_owner on account_row (owner, lower(id)) where active",
            "create index account_row_newest on account_row (at desc) include (owner)",
            "comment on table account_row is 'accounts'",
            "create table account_change (n int not null, id text not null, at timestamptz not null,"
                    + " constraint one_row_per_change primary key (id, n))",
            "grant select on account_row to pg_monitor with grant option",
            "grant update (owner) on account_row to public",
            "create view account_overview with (security_barrier = true) as select a.id, a.owner, a.active, a.changes,"
                    + " (select count(*) from account_change c where c.id = a.id) as change_rows from account_row a",
            "grant select on account_overview to pg_monitor",
            "create view account_summary as select count(*) as accounts, count(*) filter (where changes <> change_rows)"
                    + " as broken, coalesce(sum(changes), 0) as changes from account_overview");

    final List<EventMessage> seen = Collections.synchronizedList(new ArrayList<>());

    static void createIn(TestStore store) {
        SCHEMA.forEach(store::query);
    }

    static ReadModels readModels(TestStore store, ReadModel model, Consumer<Stage> reached) {
        return new ReadModels(store.pool, store.vertx, store.json, address(store), List.of(model), List.of(), reached);
    }

    static Supplier<PgConnectOptions> address(TestStore store) {
        return () -> TestStore.options(store.database, TestStore.BOUNDS);
    }

    /** The state in which the rebuild ended. */
    static ReadModelState rebuild(ReadModels models) {
        TestStore.await(models.rebuild(NAME).subscribeAsCompletionStage());
        return awaitEnd(models);
    }

    static ReadModelState awaitEnd(ReadModels models) {
        List<ReadModelState> end = new ArrayList<>();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    ReadModelState state = state(models);
                    end.add(state);
                    return state.status() != ReadModelState.Status.RUNNING;
                });
        return end.getLast();
    }

    static ReadModelState state(ReadModels models) {
        return TestStore.await(models.state(NAME).subscribeAsCompletionStage());
    }

    /** Both tables, row by row. */
    static List<String> rows(TestStore store) {
        List<String> rows = new ArrayList<>();
        store.query("select r::text from account_row r order by id").forEach(row -> rows.add(row.getString(0)));
        store.query("select c::text from account_change c order by id, n").forEach(row -> rows.add(row.getString(0)));
        return rows;
    }

    /** What the log says, computed without a database: id to "active changes". */
    static Map<String, String> fromLog(TestStore store) {
        Map<String, Integer> changes = new TreeMap<>();
        Map<String, Boolean> active = new TreeMap<>();
        for (StoredEvent event : store.tailed(TailPosition.FIRST)) {
            String id = event.payload().get("id").textValue();
            active.put(id, !event.type().equals("test.Suspended"));
            changes.merge(id, event.type().equals("test.Opened") ? 0 : 1, Integer::sum);
        }
        Map<String, String> expected = new TreeMap<>();
        active.forEach((id, is) -> expected.put(id, is + " " + changes.get(id)));
        return expected;
    }

    static Map<String, String> fromView(TestStore store) {
        Map<String, String> found = new TreeMap<>();
        store.query("select id, active, changes from account_overview where changes = change_rows")
                .forEach(row -> found.put(row.getString(0), row.getBoolean(1) + " " + row.getInteger(2)));
        return found;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("account_row", "account_change");
    }

    @Override
    public List<Class<?>> events() {
        return List.of(Opened.class, Suspended.class, Resumed.class);
    }

    @Override
    public void project(EventMessage event, PgUnitOfWork work) {
        seen.add(event);
        switch (event.payload()) {
            case Opened opened ->
                work.enlist(
                        "insert into account_row (id, owner, at) values ($1, $2, $3)",
                        Tuple.of(opened.id(), opened.owner(), event.timestamp().atOffset(ZoneOffset.UTC)));
            case Suspended suspended -> change(suspended.id(), false, event, work);
            case Resumed resumed -> change(resumed.id(), true, event, work);
            case null, default -> throw new IllegalStateException("unknown " + event.type());
        }
    }

    private static void change(String id, boolean active, EventMessage event, PgUnitOfWork work) {
        work.enlist(
                "update account_row set active = $2, changes = changes + 1, at = $3 where id = $1",
                Tuple.of(id, active, event.timestamp().atOffset(ZoneOffset.UTC)));
        work.enlist(
                "insert into account_change (n, id, at) select changes, id, at from account_row where id = $1",
                Tuple.of(id));
    }
}

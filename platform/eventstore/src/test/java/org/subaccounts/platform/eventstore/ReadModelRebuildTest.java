package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.subaccounts.platform.eventstore.TestStore.newId;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.eventstore.Accounts.Move;
import org.subaccounts.platform.eventstore.Accounts.Open;
import org.subaccounts.platform.eventstore.Accounts.Opened;
import org.subaccounts.platform.eventstore.Accounts.Toggle;
import org.subaccounts.platform.eventstore.ReadModelRebuild.Stage;
import org.subaccounts.platform.eventstore.ReadModelState.Status;

class ReadModelRebuildTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String OBJECTS = """
            select pg_get_indexdef(indexrelid) from pg_index where indrelid in ('account_row'::regclass, 'account_change'::regclass)
            union all select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
            where conrelid in ('account_row'::regclass, 'account_change'::regclass)
            union all select relname || ' ' || coalesce(relacl::text, '') || coalesce(reloptions::text, '')
                   || coalesce(obj_description(oid), '') || relowner from pg_class where relname like 'account%'
            union all select attname || attnum || ' ' || atttypid || coalesce(attacl::text, '') from pg_attribute
            where attrelid in ('account_row'::regclass, 'account_change'::regclass) and attnum > 0
            union all select viewname || definition from pg_views where viewname like 'account%'
            order by 1""";

    private final AccountRows model = new AccountRows();
    private final Map<Stage, Runnable> at = new EnumMap<>(Stage.class);
    private TestStore store;
    private Commands commands;
    private ReadModels models;

    @BeforeEach
    void start() {
        store = TestStore.create();
        AccountRows.createIn(store);
        store.projections.add(model);
        commands = store.commands();
        models = AccountRows.readModels(store, model, this::reached);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private void reached(Stage stage) {
        at.getOrDefault(stage, () -> {}).run();
    }

    private CompletableFuture<Object> send(Object command) {
        return commands.send(command, Object.class, Map.of("actor", "ann")).subscribeAsCompletionStage();
    }

    private List<String> accounts(int count) {
        List<String> ids = IntStream.range(0, count).mapToObj(i -> newId()).toList();
        ids.stream().map(id -> send(new Open(id, "ann"))).toList().forEach(TestStore::await);
        for (int round = 0; round < 3; round++) {
            int every = round + 1;
            IntStream.range(0, count)
                    .filter(i -> i % every == 0)
                    .mapToObj(i -> send(new Toggle(ids.get(i))))
                    .toList()
                    .forEach(TestStore::await);
        }
        return ids;
    }

    private void damage() {
        store.query("update account_row set owner = 'mallory', changes = 99 where id < '4'");
        store.query("delete from account_row where id >= '4' and id < '8'");
        store.query("delete from account_change where id >= 'a'");
        store.query("insert into account_row (id, owner, at) values ('made-up', 'mallory', now())");
    }

    @Test
    void a_damaged_read_model_is_rebuilt_as_it_was_row_by_row() {
        accounts(1_200);
        List<String> before = AccountRows.rows(store);
        damage();
        assertThat(AccountRows.rows(store)).isNotEqualTo(before);
        assertThat(AccountRows.state(models).status()).isEqualTo(Status.NONE);

        ReadModelState state = AccountRows.rebuild(models);

        assertThat(state.error()).isNull();
        assertThat(AccountRows.rows(store)).isEqualTo(before);
        assertThat(state.status()).isEqualTo(Status.DONE);
        assertThat(state.events()).isEqualTo(1_200 + 1_200 + 600 + 400);
        // counted when no more events than these were left, each of which makes a row at most
        assertThat(state.rows()).isBetween((long) before.size() - LogReplay.CLOSE_ENOUGH, (long) before.size());
        assertThat(state.finishedAt()).isAfterOrEqualTo(Objects.requireNonNull(state.startedAt()));
        assertThat(store.count("select count(*) from pg_class where relnamespace = 'rebuild'::regnamespace"))
                .isZero();
    }

    @Test
    void an_empty_log_makes_empty_tables() {
        store.query("insert into account_row (id, owner, at) values ('made-up', 'mallory', now())");

        assertThat(AccountRows.rebuild(models).status()).isEqualTo(Status.DONE);

        assertThat(AccountRows.rows(store)).isEmpty();
    }

    @Test
    void a_replayed_event_is_the_event_that_was_projected_when_it_was_appended() {
        List<String> ids = accounts(3);
        TestStore.await(send(new Toggle(ids.get(1))));
        TestStore.await(send(new Move(ids.get(1), ids.get(2))));
        List<EventMessage> live = List.copyOf(model.seen);
        model.seen.clear();

        AccountRows.rebuild(models);

        assertThat(live).as("other events are not given to it").hasSize(3 + 3 + 2 + 1 + 1);
        assertThat(model.seen).hasSameSizeAs(live);
        for (int i = 0; i < live.size(); i++) {
            EventMessage replayed = model.seen.get(i);
            EventMessage original = live.stream()
                    .filter(event -> event.identifier().equals(replayed.identifier()))
                    .findFirst()
                    .orElseThrow();
            assertThat(replayed.payload()).isEqualTo(original.payload());
            assertThat(replayed.type()).isEqualTo(original.type());
            assertThat(replayed.metadata()).isEqualTo(original.metadata());
            assertThat(replayed.timestamp()).isEqualTo(original.timestamp().truncatedTo(ChronoUnit.MICROS));
        }
    }

    @Test
    void an_event_of_an_old_version_is_upcast() {
        try (TestStore old = TestStore.create(new EventUpcaster() {
            @Override
            public String type() {
                return "test.Opened";
            }

            @Override
            public String fromVersion() {
                return "0";
            }

            @Override
            public String toVersion() {
                return "1";
            }

            @Override
            public ObjectNode upcast(ObjectNode payload) {
                payload.set("owner", payload.remove("holder"));
                return payload;
            }
        })) {
            AccountRows.createIn(old);
            PgUnitOfWork work = PgUnitOfWork.standalone(old.pool);
            old.outbox.append(
                    work, List.of(new OutboxEvent("test.Opened", "0", Map.of("id", "old", "holder", "ann"), Map.of())));
            TestStore.await(work.commit());

            AccountRows.rebuild(AccountRows.readModels(old, model, stage -> {}));

            assertThat(old.count("select count(*) from account_row where id = 'old' and owner = 'ann'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void indexes_constraints_grants_options_and_views_are_the_same_after_two_rebuilds() {
        accounts(10);
        List<String> before = strings(OBJECTS);

        AccountRows.rebuild(models);
        assertThat(strings(OBJECTS)).isEqualTo(before);
        await().atMost(SOON).until(() -> AccountRows.rebuild(models).status() == Status.DONE);

        assertThat(strings(OBJECTS)).isEqualTo(before);
        assertThat(before).anyMatch(object -> object.contains("once_per_owner"));
        TestStore.await(send(new Open(newId(), "bob")));
        assertThat(store.count("select accounts from account_summary")).isEqualTo(11);
    }

    @Test
    void who_waits_while_the_tables_are_swapped_reads_and_writes_the_new_ones() {
        List<String> ids = accounts(20);
        damage();
        String id = ids.getFirst();
        String cached = "select count(*), min(broken), min(changes) from account_summary";
        SqlConnection reader = TestStore.await(store.pool.getConnection());
        for (int i = 0; i < 10; i++) {
            TestStore.await(reader.preparedQuery(cached).execute());
        }
        TestStore.await(send(new Toggle(id)));
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        List<CompletableFuture<RowSet<Row>>> reads = new ArrayList<>();
        at.put(Stage.LOCKED, () -> {
            waiting.add(send(new Toggle(id)));
            waiting.add(send(new Open("waited", "ann")));
            reads.add(future(reader.preparedQuery(cached).execute()));
            reads.add(future(store.pool.query(cached).execute()));
            reads.add(future(store.pool
                    .preparedQuery(
                            "select 1::bigint, 0::bigint, changes::bigint from account_row where id = $1 for update")
                    .execute(Tuple.of(id))));
            await().atMost(SOON)
                    .until(() -> store.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and datname = current_database()")
                            == 5);
        });

        assertThat(AccountRows.rebuild(models).status()).isEqualTo(Status.DONE);

        waiting.forEach(TestStore::await);
        for (RowSet<Row> read : reads.stream().map(TestStore::await).toList()) {
            assertThat(read.iterator().next().getLong(0)).isPositive();
            assertThat(read.iterator().next().getLong(1)).isZero();
            assertThat(read.iterator().next().getLong(2)).isPositive();
        }
        assertThat(AccountRows.fromView(store))
                .isEqualTo(AccountRows.fromLog(store))
                .containsKey("waited");
        TestStore.await(reader.close());
    }

    @Test
    void an_event_that_is_committed_above_an_older_open_transaction_is_in_the_rebuilt_tables() {
        accounts(5);
        SqlConnection older = store.begin();
        TestStore.await(older.query("select pg_current_xact_id()").execute());
        TestStore.await(send(new Open("above", "ann")));
        assertThat(store.tailed(TailPosition.FIRST))
                .noneMatch(event -> event.tags().contains("account=above"));
        List<String> before = AccountRows.rows(store);
        damage();

        assertThat(AccountRows.rebuild(models).status()).isEqualTo(Status.DONE);

        assertThat(AccountRows.rows(store)).isEqualTo(before);
        TestStore.end(older, "ROLLBACK");
    }

    @Test
    void a_transaction_that_keeps_the_tables_delays_the_rebuild_and_not_the_service() {
        accounts(5);
        damage();
        SqlConnection longReader = store.begin();
        TestStore.await(longReader.query("select count(*) from account_summary").execute());
        TestStore.await(models.rebuild(AccountRows.NAME).subscribeAsCompletionStage());

        for (int i = 0; i < 8; i++) {
            long begun = System.nanoTime();
            TestStore.await(send(new Open(newId(), "ann")));
            store.query("select accounts from account_summary");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofMillis(2L * ReadModelTables.LOCK_MILLIS + 500));
            pause(300);
        }
        assertThat(AccountRows.state(models).status()).isEqualTo(Status.RUNNING);
        TestStore.end(longReader, "COMMIT");

        assertThat(AccountRows.awaitEnd(models).status()).isEqualTo(Status.DONE);
        assertThat(AccountRows.fromView(store)).isEqualTo(AccountRows.fromLog(store));
    }

    @Test
    void while_one_runs_another_is_refused_on_every_replica() {
        accounts(5);
        CountDownLatch go = new CountDownLatch(1);
        at.put(Stage.COPIED, () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        ReadModels replica = AccountRows.readModels(store, model, stage -> {});
        TestStore.await(models.rebuild(AccountRows.NAME).subscribeAsCompletionStage());

        for (ReadModels process : List.of(models, replica)) {
            assertThatThrownBy(() ->
                            TestStore.await(process.rebuild(AccountRows.NAME).subscribeAsCompletionStage()))
                    .isInstanceOf(RebuildRunningException.class);
            assertThat(AccountRows.state(process).status()).isEqualTo(Status.RUNNING);
        }
        go.countDown();

        assertThat(AccountRows.awaitEnd(replica).status()).isEqualTo(Status.DONE);
    }

    @Test
    void a_read_model_that_does_not_exist_is_unknown() {
        assertThat(models.has("nothing")).isFalse();
        assertThatThrownBy(() -> TestStore.await(models.rebuild("nothing").subscribeAsCompletionStage()))
                .isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> TestStore.await(models.state("nothing").subscribeAsCompletionStage()))
                .isInstanceOf(NoSuchElementException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create table child (id text references account_row) | account_row has the foreign key child_id_fkey
            alter table account_change add foreign key (id) references account_row on delete cascade | account_change has the foreign key
            alter table account_row add number bigint generated always as identity | account_row uses the sequence account_row_number_seq
            alter table account_row add number bigserial | account_row uses the sequence account_row_number_seq
            create trigger t after insert on account_row execute function suppress_redundant_updates_trigger() | account_row has the trigger t
            create materialized view m as select * from account_row | m depends on account_row
            create statistics s on owner, active from account_row | account_row has the statistics object s
            create table heir () inherits (account_row) | account_row is part of an inheritance
            alter table account_row enable row level security | account_row has row level security
            create function f() returns setof account_row language sql begin atomic select * from account_row; end | function f() depends on account_row
            alter table account_change set unlogged | account_change is not an ordinary table
            alter table account_change rename to other | account_change is not an ordinary table
            """)
    void a_table_that_a_copy_cannot_replace_is_refused_with_the_reason(String ddl, String reason) {
        store.query(ddl);

        ReadModelState state = AccountRows.rebuild(models);

        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.error()).startsWith("cannot be rebuilt: ").contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table account_row add column extra text",
                "create index extra on account_row (changes)",
                "alter table account_change add constraint extra check (n > 0)",
                "create table extra (id text references account_row)"
            })
    void a_migration_meanwhile_is_not_undone(String ddl) {
        accounts(3);
        at.put(Stage.REPLAYED, () -> store.query(ddl));

        ReadModelState state = AccountRows.rebuild(models);

        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.error())
                .matches("its tables were altered while it was rebuilt|cannot be rebuilt: .* foreign key .*");
        assertThat(strings(OBJECTS)).anyMatch(object -> object.contains("extra") || ddl.contains("references"));
    }

    @Test
    void a_read_model_that_writes_to_other_tables_is_refused_and_has_written_nothing() {
        store.query("create table other (id text)");
        accounts(3);
        List<String> before = AccountRows.rows(store);
        ReadModels careless = AccountRows.readModels(
                store,
                new AccountRows() {
                    @Override
                    public void project(EventMessage event, PgUnitOfWork work) {
                        super.project(event, work);
                        work.enlist("insert into other values ($1)", Tuple.of(event.identifier()));
                    }
                },
                stage -> {});

        ReadModelState state = AccountRows.rebuild(careless);

        assertThat(state.error()).isEqualTo("writes to tables that it does not name: public.other");
        assertThat(store.count("select count(*) from other")).isZero();
        assertThat(AccountRows.rows(store)).isEqualTo(before);
    }

    @Test
    void a_projection_that_fails_leaves_the_live_tables_and_a_later_run_starts_anew() {
        accounts(3);
        List<String> before = AccountRows.rows(store);
        ReadModels broken = AccountRows.readModels(
                store,
                new AccountRows() {
                    @Override
                    public void project(EventMessage event, PgUnitOfWork work) {
                        super.project(event, work);
                        if (!(event.payload() instanceof Opened)) {
                            throw new IllegalStateException("not now");
                        }
                    }
                },
                stage -> {});

        ReadModelState state = AccountRows.rebuild(broken);

        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.error()).isEqualTo("not now");
        assertThat(AccountRows.rows(store)).isEqualTo(before);
        damage();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> AccountRows.rebuild(models).status() == Status.DONE);
        assertThat(AccountRows.rows(store)).isEqualTo(before);
    }

    @Test
    void the_connections_of_the_service_never_see_the_tables_being_built() {
        accounts(3);
        Pool pool = store.pool;
        at.put(Stage.REPLAYED, () -> assertThat(
                        TestStore.await(pool.query("select count(*) from account_row where id = 'only-live'")
                                        .execute())
                                .iterator()
                                .next()
                                .getLong(0))
                .isEqualTo(1));
        store.query("insert into account_row (id, owner, at) values ('only-live', 'ann', now())");

        assertThat(AccountRows.rebuild(models).status()).isEqualTo(Status.DONE);

        assertThat(store.count("select count(*) from account_row where id = 'only-live'"))
                .isZero();
    }

    private static <T> CompletableFuture<T> future(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> strings(String sql) {
        List<String> values = new ArrayList<>();
        store.query(sql).forEach(row -> values.add(row.getString(0)));
        return values;
    }
}

package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.subaccounts.platform.eventstore.TestStore.failureOf;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.TestDatabase;

class PgUnitOfWorkTest {
    private static final String INSERT = "insert into item (id, name) values ($1, $2)";

    private TestStore store;

    @BeforeEach
    void start() {
        store = TestStore.create();
        store.query("create table item (id int primary key, name text)");
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private long items() {
        return store.count("select count(*) from item");
    }

    private PgUnitOfWork work() {
        return PgUnitOfWork.standalone(store.pool);
    }

    @Test
    void everything_enlisted_is_committed_together_and_each_statement_gets_its_answer() {
        for (int round = 0; round < 3; round++) {
            PgUnitOfWork work = work();
            CompletableFuture<RowSet<Row>> inserted =
                    work.enlist("insert into item (id, name) values ($1, $2) returning id", Tuple.of(round, "one"));
            CompletableFuture<RowSet<Row>> counted = work.enlist("select count(*) from item", Tuple.tuple());
            assertThat(items()).as("nothing is sent before the commit").isEqualTo(round);

            TestStore.await(work.commit());

            assertThat(TestStore.await(inserted).iterator().next().getInteger(0))
                    .isEqualTo(round);
            assertThat(TestStore.await(counted).iterator().next().getLong(0)).isEqualTo(round + 1);
            assertThat(items()).isEqualTo(round + 1);
        }
    }

    @Test
    void the_first_error_of_the_database_fails_the_commit_and_rolls_everything_back() {
        for (int round = 0; round < 3; round++) {
            PgUnitOfWork work = work();
            work.enlist(INSERT, Tuple.of(1, "one"));
            CompletableFuture<RowSet<Row>> duplicate = work.enlist(INSERT, Tuple.of(1, "again"));
            CompletableFuture<RowSet<Row>> after = work.enlist(INSERT, Tuple.of(2, "two"));

            assertThat(failureOf(work.commit())).hasValueSatisfying(failure -> assertThat(failure)
                    .isInstanceOfSatisfying(
                            PgException.class, e -> assertThat(e.getSqlState()).isEqualTo("23505")));
            assertThat(failureOf(duplicate)).isPresent();
            assertThat(failureOf(after)).isPresent();
            assertThat(items()).isZero();
        }
    }

    /** Were it sent at once, the database would refuse it as part of a failed transaction. */
    @Test
    void what_follows_a_large_statement_is_sent_when_that_was_answered() {
        PgUnitOfWork work = work();
        CompletableFuture<RowSet<Row>> large = work.enlistLarge(INSERT, Tuple.of(1, "large".repeat(100_000)));
        CompletableFuture<RowSet<Row>> duplicate = work.enlistLarge(INSERT, Tuple.of(1, "again"));
        CompletableFuture<RowSet<Row>> after = work.enlist(INSERT, Tuple.of(2, "two"));

        assertThat(failureOf(work.commit())).isPresent();

        assertThat(failureOf(large)).isEmpty();
        for (CompletableFuture<RowSet<Row>> failed : List.of(duplicate, after)) {
            assertThat(failureOf(failed)).hasValueSatisfying(failure -> assertThat(failure)
                    .isInstanceOfSatisfying(
                            PgException.class, e -> assertThat(e.getSqlState()).isEqualTo("23505")));
        }
        assertThat(items()).isZero();
    }

    @Test
    void arguments_that_the_driver_refuses_roll_everything_back_as_well() {
        for (int round = 0; round < 3; round++) {
            for (Object wrong : List.<Object>of("not a number", List.of())) {
                PgUnitOfWork work = work();
                work.enlist(INSERT, Tuple.of(1, "one"));
                CompletableFuture<RowSet<Row>> refused = work.enlist(INSERT, Tuple.tuple(List.of(wrong, "two")));

                assertThat(failureOf(work.commit()))
                        .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(NotCommittedException.class));
                assertThat(failureOf(refused)).isPresent();
                assertThat(items()).isZero();
            }
            PgUnitOfWork tooFew = work();
            tooFew.enlist(INSERT, Tuple.of(1, "one"));
            tooFew.enlist(INSERT, Tuple.of(2));
            assertThat(failureOf(tooFew.commit())).isPresent();
            assertThat(items()).isZero();
        }
    }

    @Test
    void what_is_done_can_depend_on_the_answer_to_the_first_statement() {
        for (int round = 0; round < 3; round++) {
            TestStore.await(PgUnitOfWork.deciding(
                    store.pool,
                    INSERT + " returning id",
                    Tuple.of(round * 2, "first"),
                    (answer, work) -> work.enlist(
                            INSERT, Tuple.of(answer.iterator().next().getInteger(0) + 1, "rest"))));
            assertThat(items()).isEqualTo((round + 1L) * 2);
        }
    }

    @Test
    void who_decides_against_it_rolls_everything_back_and_is_heard() {
        for (int round = 0; round < 3; round++) {
            assertThat(failureOf(PgUnitOfWork.deciding(store.pool, INSERT, Tuple.of(1, "first"), (_, work) -> {
                        work.enlist(INSERT, Tuple.of(2, "rest"));
                        throw new UnsupportedOperationException("no");
                    })))
                    .hasValueSatisfying(
                            failure -> assertThat(failure).isInstanceOf(UnsupportedOperationException.class));
            assertThat(items()).isZero();
        }
    }

    @Test
    void an_error_of_the_first_statement_or_of_the_rest_rolls_everything_back() {
        for (String sql : List.of("select 1 / ($1::int - $1::int)", "insert into item (id) values ($1)")) {
            assertThat(failureOf(PgUnitOfWork.deciding(
                            store.pool, sql, Tuple.of(1), (_, work) -> work.enlist(INSERT, Tuple.of(1, "again")))))
                    .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(PgException.class));
            assertThat(items()).isZero();
        }
    }

    @Test
    void a_batch_inserts_all_rows_or_none() {
        PgUnitOfWork work = work();
        work.enlistBatch(
                INSERT,
                List.of(
                        Tuple.of(1, "one"),
                        Tuple.of(2, "two"),
                        Tuple.tuple().addInteger(3).addString(null)));
        TestStore.await(work.commit());
        assertThat(items()).isEqualTo(3);

        PgUnitOfWork failing = work();
        failing.enlistBatch(INSERT, List.of(Tuple.of(4, "four"), Tuple.of(1, "one"), Tuple.of(5, "five")));
        assertThat(failureOf(failing.commit())).isPresent();
        assertThat(items()).isEqualTo(3);
    }

    @Test
    void nothing_enlisted_commits_and_nothing_can_be_enlisted_afterwards() {
        PgUnitOfWork work = work();
        TestStore.await(work.commit());

        assertThatThrownBy(() -> work.enlist(INSERT, Tuple.of(1, "one"))).isInstanceOf(IllegalStateException.class);
        assertThat(items()).isZero();
    }

    @Test
    void its_size_is_bounded() {
        PgUnitOfWork work = work();
        List<Tuple> rows = new ArrayList<>();
        IntStream.rangeClosed(0, PgUnitOfWork.MAX_BATCH_ROWS).forEach(i -> rows.add(Tuple.of(i, "row")));
        assertThatThrownBy(() -> work.enlistBatch(INSERT, rows)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> work.enlistBatch(INSERT, List.of())).isInstanceOf(IllegalArgumentException.class);
        for (int i = 0; i < PgUnitOfWork.MAX_STATEMENTS; i++) {
            work.enlist("select 1", Tuple.tuple());
        }
        assertThatThrownBy(() -> work.enlist("select 1", Tuple.tuple())).isInstanceOf(IllegalStateException.class);
        TestStore.await(work.commit());
    }

    @Test
    void the_connection_is_always_given_back() {
        Pool single = TestStore.pool(store.vertx, store.database, 1);
        for (int i = 0; i < 20; i++) {
            PgUnitOfWork failing = PgUnitOfWork.standalone(single);
            failing.enlist(INSERT, Tuple.of(1, "one"));
            failing.enlist(i % 2 == 0 ? "select 1/0" : "select nonsense", Tuple.tuple());
            assertThat(failureOf(failing.commit())).isPresent();
        }
        PgUnitOfWork work = PgUnitOfWork.standalone(single);
        work.enlist(INSERT, Tuple.of(1, "one"));
        work.enlist(INSERT, Tuple.of(2, "two"));
        TestStore.await(work.commit());

        assertThat(items()).isEqualTo(2);
        assertThat(TestStore.await(single.query("select pg_current_xact_id_if_assigned() is null")
                                .execute())
                        .iterator()
                        .next()
                        .getBoolean(0))
                .as("no transaction is left open")
                .isTrue();
        TestStore.await(single.close());
    }

    @Test
    void a_connection_that_breaks_before_the_commit_has_committed_nothing() {
        sleepWhenInserting("create trigger slow before insert on item for each row when (new.name = 'slow')");

        CompletableFuture<Void> commit = inserting(2, "slow").commit();
        terminateSleeper();

        assertThat(failureOf(commit)).hasValueSatisfying(failure -> assertThat(failure)
                .isNotInstanceOf(CommitOutcomeUnknownException.class));
        assertThat(items()).isZero();
        TestStore.await(inserting(3, "third").commit());
        assertThat(items()).isEqualTo(2);
    }

    @Test
    void a_connection_that_breaks_while_committing_leaves_the_outcome_open_and_says_so() {
        sleepWhenInserting("create constraint trigger slow after insert on item deferrable initially deferred"
                + " for each row when (new.name = 'slow')");

        CompletableFuture<Void> commit = inserting(2, "slow").commit();
        terminateSleeper();

        assertThat(failureOf(commit))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class));
        assertThat(items()).isZero();
        TestStore.await(inserting(3, "third").commit());
        assertThat(items()).isEqualTo(2);
    }

    private void sleepWhenInserting(String trigger) {
        store.query("create function sleep() returns trigger language plpgsql as"
                + " $$ begin perform pg_sleep(20); return new; end $$");
        store.query(trigger + " execute function sleep()");
    }

    private void terminateSleeper() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> store.count("select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where datname = current_database() and wait_event = 'PgSleep') t")
                        > 0);
    }

    private PgUnitOfWork inserting(int id, String name) {
        PgUnitOfWork work = work();
        work.enlist(INSERT, Tuple.of(id, name));
        work.enlist(INSERT, Tuple.of(100 + id, name + " companion"));
        return work;
    }

    @Test
    void without_a_database_nothing_is_committed_and_that_is_said() {
        TestDatabase nowhere = new TestDatabase("127.0.0.1", 1, "none", "nobody", "none");
        Pool pool = TestStore.pool(store.vertx, nowhere, 1);
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        CompletableFuture<RowSet<Row>> statement = work.enlist("select 1", Tuple.tuple());

        assertThat(failureOf(work.commit()))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(NotCommittedException.class));
        assertThat(failureOf(statement)).isPresent();
        TestStore.await(pool.close());
    }

    @Test
    void what_got_no_connection_in_time_is_not_sent_later() {
        Pool single = TestStore.pool(store.vertx, store.database, 1);
        SqlConnection busy = TestStore.begin(single);
        PgUnitOfWork late = inserting(single, 1);
        assertThat(failureOf(late.commit()))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class));

        TestStore.end(busy, "ROLLBACK");
        TestStore.await(single.query("insert into item values (3, 'after it in the queue')")
                .execute());

        assertThat(items()).isEqualTo(1);
        TestStore.await(single.close());
    }

    @Test
    void what_was_answered_too_late_is_rolled_back() {
        Pool single = TestStore.pool(store.vertx, store.database, 1);
        store.query("insert into item values (2, 'two')");
        SqlConnection rival = store.begin();
        TestStore.await(
                rival.query("update item set name = 'locked' where id = 2").execute());
        PgUnitOfWork late = inserting(single, 1);
        late.enlist("update item set name = 'late' where id = 2", Tuple.tuple());
        assertThat(failureOf(late.commit()))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(CommitOutcomeUnknownException.class));

        TestStore.end(rival, "ROLLBACK");
        TestStore.await(single.query("insert into item values (3, 'after it in the queue')")
                .execute());

        assertThat(items()).isEqualTo(2);
        assertThat(store.count("select count(*) from item where name = 'two'")).isEqualTo(1);
        TestStore.await(single.close());
    }

    private static PgUnitOfWork inserting(Pool pool, int id) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool, Duration.ofMillis(200));
        work.enlist(INSERT, Tuple.of(id, "late"));
        return work;
    }

    @Test
    void units_of_work_that_name_one_key_are_tailed_in_the_order_of_their_changes() {
        store.query("insert into item values (1, '0')");
        List<CompletableFuture<Void>> commits = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            PgUnitOfWork work = work();
            work.serializeOn("item 1");
            work.enlist(
                    "with changed as (update item set name = (name::int + 1)::text where id = 1 returning name)"
                            + " select es_append_untagged(array[gen_random_uuid()], array['test.Counted'], array['1'],"
                            + " array[now()], array[json_build_object('n', name::int)::text], array['{}']) from changed",
                    Tuple.tuple());
            commits.add(work.commit());
        }
        commits.forEach(TestStore::await);

        assertThat(store.tailed(TailPosition.FIRST).stream()
                        .map(event -> event.payload().get("n").intValue()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void a_forgotten_transaction_is_ended_by_the_server() {
        Pool pool =
                TestStore.pool(store.vertx, store.database, 1, Map.of("idle_in_transaction_session_timeout", "200ms"));
        SqlConnection forgotten = TestStore.begin(pool);
        TestStore.await(forgotten.query("select pg_current_xact_id()").execute());
        store.appendToOutbox("test.Stalled", Map.of());

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(store.tailed(TailPosition.FIRST))
                .hasSize(1));
        TestStore.await(pool.close());
    }
}

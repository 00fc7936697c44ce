package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.subaccounts.platform.eventstore.TestStore.failureOf;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.subaccounts.platform.testkit.SilentProxy;
import org.subaccounts.platform.testkit.TestDatabase;

/** The network swallows packets on more connections than the pool has; each is closed and the pool goes on. */
@Execution(ExecutionMode.CONCURRENT)
class SilentDatabaseTest {
    private static final String INSERT = "insert into item values ($1)";
    private static final int POOL_SIZE = 2;
    private static final int ATTEMPTS = 5;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
    /** Idle and cleaner's second, answer time-out, and a slow machine; by the connections that follow each other. */
    private static final Duration BOUND = Duration.ofSeconds(25);

    private TestStore store;
    private SilentProxy network;
    private Pool pool;

    @BeforeEach
    void start() {
        store = TestStore.create();
        store.query("create table item (id int primary key)");
        network = new SilentProxy(store.vertx, store.database.host(), store.database.port());
        TestDatabase database = new TestDatabase(
                "127.0.0.1", network.port(), store.database.name(), store.database.user(), store.database.password());
        pool = DatabasePool.create(
                store.vertx,
                new PoolOptions().setMaxSize(POOL_SIZE).setEventLoopSize(1).setIdleTimeout(1),
                List.of(TestStore.options(database, TestStore.BOUNDS)),
                ANSWER_TIMEOUT);
    }

    @AfterEach
    void stop() {
        network.close();
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', NotCommittedException",
        "BEGIN, NotCommittedException",
        "insert into item, NotCommittedException",
        "COMMIT, CommitOutcomeUnknownException"
    })
    void a_unit_of_work_fails_and_frees_its_connection_wherever_the_answer_is_missing(
            String silentFrom, String failure) {
        network.silenceFrom(silentFrom);

        assertThat(attempts(id -> inserting(PgUnitOfWork.standalone(pool), id).commit()))
                .extracting(thrown -> thrown.getClass().getSimpleName())
                .containsOnly(failure);

        requireFreed();
    }

    @Test
    void a_rollback_without_an_answer_frees_the_connection_and_the_first_failure_is_told() {
        network.silenceFrom("ROLLBACK");

        assertThat(attempts(id -> {
                    PgUnitOfWork work = inserting(PgUnitOfWork.standalone(pool), id);
                    work.enlist("select 1/0", Tuple.tuple());
                    return work.commit();
                }))
                .allSatisfy(thrown -> assertThat(thrown).isInstanceOf(PgException.class));

        requireFreed();
    }

    @Test
    void a_lone_append_without_an_answer_leaves_the_outcome_open_and_frees_the_connection() {
        network.silenceFrom(INSERT);

        assertThat(attempts(id -> {
                    PgUnitOfWork work = PgUnitOfWork.standalone(pool);
                    work.append(INSERT, Tuple.of(id));
                    return work.commit();
                }))
                .allSatisfy(thrown -> assertThat(thrown).isInstanceOf(CommitOutcomeUnknownException.class));

        requireFreed();
    }

    @Test
    void the_outcome_is_told_when_the_time_is_over_and_the_connection_is_freed_a_little_later() {
        network.silenceFrom("COMMIT");

        List<Throwable> failures = new ArrayList<>();
        for (int id = 0; id < ATTEMPTS; id++) {
            // An attempt that only waits for a connection would not make one silent.
            int silenced = network.silenced();
            await().atMost(BOUND).until(() -> network.silentNow() < POOL_SIZE);
            failures.add(failureOf(inserting(PgUnitOfWork.standalone(pool, Duration.ofMillis(500)), id)
                            .commit())
                    .orElseThrow());
            await().atMost(BOUND).until(() -> network.silenced() > silenced);
        }

        assertThat(failures).allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(CommitOutcomeUnknownException.class)
                .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class));
        requireFreed();
    }

    @Test
    void nobody_waiting_any_more_does_not_keep_the_connection() {
        network.silenceFrom("COMMIT");
        for (int id = 0; id < ATTEMPTS; id++) {
            PgUnitOfWork work = inserting(PgUnitOfWork.standalone(pool), id);
            int silenced = network.silenced();
            var waiting =
                    Uni.createFrom().completionStage(work::commit).subscribe().with(done -> {}, failure -> {});
            await().atMost(BOUND).until(() -> network.silenced() > silenced);
            waiting.cancel();
        }

        requireFreed();
    }

    @Test
    void a_query_of_the_pool_fails_and_frees_its_connection() {
        network.silenceFrom("from item");

        attempts(id -> pool.preparedQuery("select id from item where id = $1")
                .execute(Tuple.of(id))
                .toCompletionStage());

        requireFreed();
    }

    @Test
    void a_connection_that_is_idle_or_answers_in_time_is_never_closed_by_it() {
        for (int id = 0; id < 20; id++) {
            List<CompletableFuture<Void>> commits = new ArrayList<>();
            for (int i = 0; i < POOL_SIZE; i++) {
                PgUnitOfWork work = inserting(PgUnitOfWork.standalone(pool), POOL_SIZE * id + i);
                work.enlist("select pg_sleep($1)", Tuple.of(0.01 * id));
                commits.add(work.commit());
            }
            commits.forEach(TestStore::await);
        }

        assertThat(store.count("select count(*) from item")).isEqualTo(20 * POOL_SIZE);
    }

    private static PgUnitOfWork inserting(PgUnitOfWork work, int id) {
        work.enlist(INSERT, Tuple.of(id));
        return work;
    }

    private static List<Throwable> attempts(IntFunction<CompletionStage<?>> attempt) {
        List<CompletionStage<?>> running = new ArrayList<>();
        for (int id = 0; id < ATTEMPTS; id++) {
            running.add(attempt.apply(id));
        }
        return running.stream()
                .map(TestStore::failureOf)
                .map(Optional::orElseThrow)
                .toList();
    }

    private void requireFreed() {
        await().atMost(BOUND).untilAsserted(() -> assertThat(network.silentNow())
                .as("silent connections that the pool has not closed")
                .isZero());
        assertThat(network.silenced()).isGreaterThan(POOL_SIZE);
        network.heal();
        List<CompletableFuture<Void>> commits = new ArrayList<>();
        for (int id = 100; id < 100 + 2 * POOL_SIZE; id++) {
            commits.add(inserting(PgUnitOfWork.standalone(pool), id).commit());
        }
        commits.forEach(TestStore::await);
        assertThat(store.count("select count(*) from item where id >= 100")).isEqualTo(2 * POOL_SIZE);
    }
}

package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.subaccounts.platform.eventstore.TestStore.newId;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.Accounts.Open;
import org.subaccounts.platform.eventstore.Accounts.Toggle;
import org.subaccounts.platform.eventstore.ReadModelState.Status;

class RebuildUnderLoadTest {
    private static final int ACCOUNTS_BEFORE = 1_000;
    private static final int WRITERS = 8;
    private static final int READERS = 3;
    private static final int REBUILDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();

    @Test
    void while_it_is_rebuilt_no_reader_sees_anything_but_the_whole_and_no_write_fails_or_is_lost() throws Exception {
        try (TestStore store = TestStore.create()) {
            AccountRows.createIn(store);
            AccountRows model = new AccountRows();
            store.projections.add(model);
            Commands commands = store.commands();
            List<String> ids =
                    IntStream.range(0, ACCOUNTS_BEFORE).mapToObj(i -> newId()).toList();
            ids.stream().map(id -> send(commands, new Open(id, "ann"))).toList().forEach(TestStore::await);
            store.query("update account_row set owner = 'mallory' where id < '8'");
            Pool readers = TestStore.pool(store.vertx, store.database, READERS);
            List<Thread> storm = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                storm.add(Thread.ofVirtual().start(() -> write(store, commands, ids)));
            }
            for (int i = 0; i < READERS; i++) {
                storm.add(Thread.ofVirtual().start(() -> read(readers)));
            }
            ReadModels models = AccountRows.readModels(store, model, stage -> {});
            int before = written.get();
            try {
                for (int i = 0; i < REBUILDS; i++) {
                    ReadModelState state = rebuild(models);
                    assertThat(state.error()).isNull();
                    assertThat(state.status()).isEqualTo(Status.DONE);
                }
            } finally {
                stopped.set(true);
                for (Thread thread : storm) {
                    thread.join(LIMIT);
                }
            }
            assertThat(storm).noneMatch(Thread::isAlive);
            assertThat(written).as("writes meanwhile").hasValueGreaterThan(before + 100);
            assertThat(wrong).isEmpty();
            assertThat(read).hasValueGreaterThan(20);
            assertThat(AccountRows.fromView(store)).isEqualTo(AccountRows.fromLog(store));
            assertThat(store.count("select count(*) from account_row where owner <> 'ann'"))
                    .isZero();
            TestStore.await(readers.close());
        }
    }

    /** The one before lets go of its lock a moment after it is done. */
    private static ReadModelState rebuild(ReadModels models) throws InterruptedException {
        while (true) {
            try {
                return AccountRows.rebuild(models);
            } catch (RebuildRunningException e) {
                Thread.sleep(10);
            }
        }
    }

    private static java.util.concurrent.CompletableFuture<Object> send(Commands commands, Object command) {
        return commands.send(command, Object.class, Map.of("actor", "ann")).subscribeAsCompletionStage();
    }

    /** New accounts, which are there at once, and changes of all accounts. */
    private void write(TestStore store, Commands commands, List<String> ids) {
        while (!stopped.get()) {
            try {
                String id = newId();
                TestStore.await(send(commands, new Open(id, "ann")));
                if (store.count("select count(*) from account_overview where id = $1", id) != 1) {
                    wrong.add("not there after its command: " + id);
                }
                for (int i = 0; i < 3; i++) {
                    TestStore.await(send(
                            commands,
                            new Toggle(ids.get(ThreadLocalRandom.current().nextInt(ids.size())))));
                }
                written.addAndGet(4);
            } catch (RuntimeException e) {
                wrong.add("writer: " + e);
            }
        }
    }

    private void read(Pool pool) {
        long accounts = ACCOUNTS_BEFORE;
        long changes = 0;
        while (!stopped.get()) {
            try {
                Row row = TestStore.await(pool.preparedQuery(
                                        "select accounts, broken, changes::bigint from account_summary where $1")
                                .execute(Tuple.of(true)))
                        .iterator()
                        .next();
                if (row.getLong(0) < accounts || row.getLong(1) > 0 || row.getLong(2) < changes) {
                    wrong.add("after " + accounts + " accounts, " + changes + " changes came " + row.deepToString());
                }
                accounts = row.getLong(0);
                changes = row.getLong(2);
                read.incrementAndGet();
            } catch (RuntimeException e) {
                wrong.add("reader: " + e);
            }
        }
    }
}

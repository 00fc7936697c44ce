package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.subaccounts.platform.eventstore.TestStore.failureOf;

import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final GroupBounds BOUNDS = new GroupBounds(2, 10);

    private final TestStore store = TestStore.create();
    private final Set<Integer> lanes = ConcurrentHashMap.newKeySet();
    private final List<Integer> sizes = new ArrayList<>();

    GroupCommitTest() {
        store.query("create table item (id int primary key, lane int not null)");
    }

    @AfterEach
    void stop() {
        store.close();
    }

    /** Items are numbers; negative ones are refused before anything is sent. */
    private GroupCommit<Integer> group(GroupBounds bounds) {
        return new GroupCommit<>(
                store.pool, bounds, item -> item >= 1_000 ? bounds.weight() : 1, (items, lane, work) -> {
                    synchronized (sizes) {
                        sizes.add(items.size());
                    }
                    lanes.add(lane);
                    for (int item : items) {
                        if (item < 0) {
                            throw new IllegalArgumentException("negative");
                        }
                        work.enlist("insert into item values ($1, $2)", Tuple.of(item, lane));
                    }
                });
    }

    private static List<CompletableFuture<Void>> commit(GroupCommit<Integer> group, IntStream items) {
        return items.mapToObj(group::commit).toList();
    }

    private long transactions() {
        return store.count("select count(distinct xmin::text) from item");
    }

    @Test
    void what_comes_at_the_same_time_is_committed_together_within_the_bounds_and_each_is_told() {
        commit(group(BOUNDS), IntStream.range(0, 200)).forEach(TestStore::await);

        assertThat(store.count("select count(*) from item")).isEqualTo(200);
        assertThat(transactions()).isBetween(20L, 60L);
        assertThat(sizes).allMatch(size -> size <= BOUNDS.weight());
        assertThat(lanes).containsOnly(0, 1);
    }

    @Test
    void what_comes_alone_waits_for_nobody() {
        GroupCommit<Integer> group = group(BOUNDS);
        for (int item = 0; item < 3; item++) {
            TestStore.await(group.commit(item));
        }

        assertThat(transactions()).isEqualTo(3);
        assertThat(sizes).containsExactly(1, 1, 1);
    }

    @Test
    void who_is_refused_fails_nobody_else_and_nobody_is_stored_twice() {
        GroupCommit<Integer> group = group(BOUNDS);
        TestStore.await(group.commit(50)); // the same number is refused later, by the database
        List<CompletableFuture<Void>> all = commit(group, IntStream.concat(IntStream.range(0, 100), IntStream.of(-1)));

        for (int i = 0; i < all.size(); i++) {
            if (i == 50 || i == 100) {
                assertThat(failureOf(all.get(i))).isPresent();
            } else {
                TestStore.await(all.get(i));
            }
        }
        assertThat(failureOf(all.getLast())).get().isInstanceOf(IllegalArgumentException.class);
        assertThat(store.count("select count(*) from item")).isEqualTo(100);
    }

    @Test
    void what_comes_during_a_transaction_goes_along_with_the_next() {
        GroupCommit<Integer> group = group(BOUNDS);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        whileNothingIsStored(() -> {
            all.addAll(commit(group, IntStream.range(0, 6)));
            awaitBlocked(1);
        });
        all.forEach(TestStore::await);

        assertThat(sizes).containsExactly(1, 5);
        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void what_a_slow_transaction_keeps_waiting_goes_by_a_second_lane_and_there_is_no_third() {
        GroupCommit<Integer> group = group(BOUNDS);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        whileNothingIsStored(() -> {
            all.addAll(commit(group, IntStream.range(0, 6)));
            AtomicInteger next = new AtomicInteger(6);
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                all.add(group.commit(next.getAndIncrement()));
                return blocked() == 2;
            });
            all.addAll(commit(group, IntStream.range(100, 150)));
        });
        all.forEach(TestStore::await);

        assertThat(sizes.getFirst()).isEqualTo(1);
        assertThat(sizes.get(1)).isGreaterThan(5);
        assertThat(lanes).containsOnly(0, 1);
    }

    @Test
    void as_much_as_one_transaction_takes_goes_by_a_second_lane_at_once() {
        GroupCommit<Integer> group = group(BOUNDS);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        whileNothingIsStored(() -> {
            all.addAll(commit(group, IntStream.range(0, 11)));
            awaitBlocked(2);
        });
        all.forEach(TestStore::await);

        assertThat(sizes).containsExactly(1, 10);
    }

    private void whileNothingIsStored(Runnable action) {
        SqlConnection holder = TestStore.await(store.pool.getConnection());
        TestStore.await(holder.query("begin").execute());
        TestStore.await(holder.query("lock table item in share mode").execute());
        action.run();
        TestStore.await(holder.query("commit").execute());
        TestStore.await(holder.close());
    }

    private void awaitBlocked(long transactions) {
        await().atMost(Duration.ofSeconds(10)).until(() -> blocked() == transactions);
    }

    private long blocked() {
        return store.count("select count(*) from pg_locks where relation = 'item'::regclass and not granted");
    }

    @Test
    void what_is_heavy_goes_alone() {
        GroupCommit<Integer> group = group(new GroupBounds(1, 10));
        commit(group, IntStream.range(995, 1_005)).forEach(TestStore::await);

        assertThat(store.count("select count(*) from item i where id >= 1000 and exists"
                        + " (select 1 from item o where o.xmin = i.xmin and o.id <> i.id)"))
                .isZero();
    }
}

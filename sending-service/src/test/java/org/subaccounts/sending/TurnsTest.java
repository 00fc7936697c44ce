package org.subaccounts.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final Turns turns = new Turns();
    private final List<String> begun = new ArrayList<>();

    @Test
    void one_after_the_other_of_an_account_and_accounts_side_by_side() {
        CompletableFuture<String> first = take(ONE, "first");
        CompletableFuture<String> second = take(ONE, "second");
        begin(OTHER, "other");
        assertThat(begun).containsExactly("first", "other");
        first.complete("done");
        assertThat(begun).containsExactly("first", "other", "second");
        second.complete("done");
        begin(ONE, "third");
        assertThat(begun).endsWith("third");
    }

    @Test
    void a_failure_ends_a_turn_too() {
        CompletableFuture<String> first = take(ONE, "first");
        begin(ONE, "second");
        first.completeExceptionally(new IllegalStateException("no"));
        assertThat(begun).containsExactly("first", "second");
        List<Throwable> failures = new ArrayList<>();
        turns.take(OTHER, () -> {
                    throw new IllegalArgumentException("at once");
                })
                .subscribe()
                .with(_ -> begun.add("unexpected"), failures::add);
        begin(OTHER, "after it");
        assertThat(failures).singleElement().isInstanceOf(IllegalArgumentException.class);
        assertThat(begun).endsWith("after it");
    }

    @Test
    void only_so_many_wait() {
        begin(ONE, "first");
        for (int i = 0; i < Turns.MAX_WAITING; i++) {
            begin(ONE, "waiting");
        }
        List<Throwable> failures = new ArrayList<>();
        turns.take(ONE, () -> CompletableFuture.completedFuture("too many"))
                .subscribe()
                .with(begun::add, failures::add);
        assertThat(failures).singleElement().isInstanceOf(TooManyAtOnce.class);
        assertThat(begun).containsExactly("first");
    }

    @Test
    void each_is_on_its_own_context_from_begin_to_end() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Context one = vertx.getOrCreateContext();
            Context other = vertx.getOrCreateContext();
            CompletableFuture<String> held = new CompletableFuture<>();
            CompletableFuture<List<Context>> first = contexts(one, held);
            CompletableFuture<List<Context>> second = contexts(other, CompletableFuture.completedFuture("at once"));
            held.complete("now");
            assertThat(first.get(10, TimeUnit.SECONDS)).containsExactly(one, one);
            assertThat(second.get(10, TimeUnit.SECONDS)).containsExactly(other, other);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private CompletableFuture<List<Context>> contexts(Context own, CompletableFuture<String> until) {
        return turns.takeOn(own, ONE, () -> {
                    Context begunOn = Vertx.currentContext();
                    return Uni.createFrom().completionStage(until).replaceWith(begunOn);
                })
                .map(begunOn -> List.of(begunOn, Vertx.currentContext()))
                .subscribeAsCompletionStage();
    }

    private void begin(UUID account, String name) {
        assertThat(take(account, name)).isNotDone();
    }

    private CompletableFuture<String> take(UUID account, String name) {
        CompletableFuture<String> work = new CompletableFuture<>();
        turns.take(account, () -> {
                    begun.add(name);
                    return work;
                })
                .subscribe()
                .with(_ -> {}, _ -> {});
        return work;
    }
}

package org.subaccounts.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseCacheTest {
    private static final Duration LEASE = Duration.ofMillis(800);

    private final AtomicLong clock = new AtomicLong();
    private final Deque<UniEmitter<? super Lease<String>>> questions = new ArrayDeque<>();
    private int asked;
    private final LeaseCache<String, String> cache = new LeaseCache<>(
            100,
            key -> {
                asked++;
                return Uni.createFrom().<Lease<String>>emitter(questions::add);
            },
            clock::get);

    private CompletableFuture<String> get() {
        return cache.get("key").map(Lease::value).subscribeAsCompletionStage();
    }

    private void answer(String value) {
        questions.remove().complete(new Lease<>(value, LEASE));
    }

    private void pass(long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void manyCallersAskOnce() {
        var first = get();
        var second = get();
        answer("yes");
        assertThat(first.join()).isEqualTo("yes");
        assertThat(second.join()).isEqualTo("yes");
        assertThat(get().join()).isEqualTo("yes");
        assertThat(asked).isEqualTo(1);
    }

    /** With what belongs to his request: its log fields, its scope. */
    @Test
    void eachCallerGoesOnOnHisOwnContext() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            List<Context> callers = List.of(vertx.getOrCreateContext(), vertx.getOrCreateContext());
            List<CompletableFuture<Context>> answered = new ArrayList<>();
            for (Context caller : callers) {
                CompletableFuture<Context> where = new CompletableFuture<>();
                CompletableFuture<Void> isAsked = new CompletableFuture<>();
                answered.add(where);
                caller.runOnContext(_ -> {
                    var unused = get().thenAccept(yes -> where.complete(Vertx.currentContext()));
                    isAsked.complete(null);
                });
                isAsked.get(5, TimeUnit.SECONDS);
            }
            assertThat(asked).isEqualTo(1);
            answer("yes");
            assertThat(answered.get(0).get(5, TimeUnit.SECONDS)).isSameAs(callers.get(0));
            assertThat(answered.get(1).get(5, TimeUnit.SECONDS)).isSameAs(callers.get(1));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void theLeaseCountsFromTheQuestionNotFromTheAnswer() {
        var first = get();
        pass(300);
        answer("yes");
        assertThat(first.join()).isEqualTo("yes");
        assertThat(cache.get("key").await().indefinitely().validFor()).isEqualTo(Duration.ofMillis(500));
        pass(499);
        assertThat(get().join()).isEqualTo("yes");
        pass(1);
        assertThat(get()).as("the lease has run out, nothing is served").isNotDone();
    }

    @Test
    void anAnswerInUseIsRenewedAtHalfItsLeaseWithoutWaiting() {
        var first = get();
        answer("old");
        assertThat(first.join()).isEqualTo("old");
        pass(400);
        assertThat(get().join()).isEqualTo("old");
        assertThat(get().join()).isEqualTo("old");
        assertThat(asked).as("one renewal at a time").isEqualTo(2);
        answer("new");
        assertThat(get().join()).isEqualTo("new");
        pass(799);
        assertThat(get().join()).as("the renewed lease counts from the renewal").isEqualTo("new");
    }

    @Test
    void whenTheSourceIsAwayTheOldAnswerRunsOutAndThenTheFailureIsToldAndRecoveryIsByItself() {
        var first = get();
        answer("yes");
        assertThat(first.join()).isEqualTo("yes");
        pass(400);
        assertThat(get().join()).isEqualTo("yes");
        questions.remove().fail(new IllegalStateException("away"));
        assertThat(get().join()).as("still within its lease").isEqualTo("yes");
        questions.remove().fail(new IllegalStateException("away"));
        pass(400);
        var after = get();
        questions.remove().fail(new IllegalStateException("away"));
        assertThatThrownBy(after::join).isInstanceOf(CompletionException.class).hasMessageContaining("away");
        var recovered = get();
        answer("again");
        assertThat(recovered.join()).isEqualTo("again");
    }

    @Test
    void what_is_held_is_given_without_waiting_until_its_lease_ends() {
        assertThat(cache.held("key")).isNull();
        var first = get();
        assertThat(cache.held("key")).as("not answered yet").isNull();
        answer("yes");
        first.join();
        assertThat(cache.held("key")).isEqualTo("yes");
        pass(799);
        assertThat(cache.held("key")).isEqualTo("yes");
        assertThat(asked).as("renewed ahead, once").isEqualTo(2);
        pass(1);
        assertThat(cache.held("key")).isNull();
    }

    @Test
    void an_answer_that_comes_after_its_lease_is_asked_for_again_and_then_refused() {
        var late = get();
        pass(800);
        answer("stale");
        assertThat(late).isNotDone();
        assertThat(asked).isEqualTo(2);
        answer("fresh");
        assertThat(late.join()).isEqualTo("fresh");

        pass(900);
        var tooLate = get();
        for (int attempt = 0; attempt < 4; attempt++) {
            assertThat(tooLate).isNotDone();
            pass(800);
            answer("stale");
        }
        assertThat(tooLate).isCompletedExceptionally();
        assertThat(questions).isEmpty();
    }

    @Test
    void a_caller_that_goes_away_takes_the_answer_from_nobody() {
        var leaving = cache.get("key").subscribe().with(lease -> {}, failure -> {});
        var staying = get();
        leaving.cancel();
        answer("yes");
        assertThat(staying.join()).isEqualTo("yes");
        assertThat(get().join()).isEqualTo("yes");
        assertThat(asked).isEqualTo(1);
    }
}

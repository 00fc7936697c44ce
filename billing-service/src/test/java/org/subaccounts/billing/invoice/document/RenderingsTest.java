package org.subaccounts.billing.invoice.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenderingsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Renderings renderings = new Renderings(2, 3);

    @AfterEach
    void end() {
        renderings.end();
    }

    @Test
    void a_few_run_a_few_wait_and_the_rest_is_asked_to_come_again() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Integer>> documents = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            documents.add(renderings
                    .make(() -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        assertThat(release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                                .isTrue();
                        running.decrementAndGet();
                        return number;
                    })
                    .subscribeAsCompletionStage());
        }
        assertThatThrownBy(() -> renderings.make(() -> 6).await().atMost(PATIENCE))
                .isInstanceOfSatisfying(RenderingBusy.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(503);
                    assertThat(refusal.headers()).containsEntry("Retry-After", "5");
                });

        release.countDown();
        for (int i = 0; i < documents.size(); i++) {
            assertThat(documents.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(i);
        }
        assertThat(most).hasValueBetween(1, 2);
        assertThat(renderings.make(() -> 7).await().atMost(PATIENCE)).isEqualTo(7);
    }

    @Test
    void a_failure_is_handed_on_as_it_is() {
        assertThatThrownBy(() -> renderings
                        .make(() -> {
                            throw new IllegalStateException("no font");
                        })
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no font");
    }
}

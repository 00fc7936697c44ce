package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.message.template.TemplateFailure;

class RenderingTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final Rendering rendering = new Rendering(1);
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());

    @Test
    void anotherAccountWaitsForOneRenderingNotForAll() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all.add(CompletableFuture.runAsync(() -> render(ONE, "first", first), threads));
            Awaitility.await().until(() -> begun.contains("first"));
            CountDownLatch none = new CountDownLatch(0);
            for (int i = 0; i < 5; i++) {
                all.add(CompletableFuture.runAsync(() -> render(ONE, "its next", none), threads));
            }
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> render(OTHER, "another's", none), threads);
            Awaitility.await().during(200, TimeUnit.MILLISECONDS).until(() -> begun.size() == 1);
            first.countDown();
            other.get(10, TimeUnit.SECONDS);
            assertThat(begun.indexOf("another's")).isLessThanOrEqualTo(2);
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
        }
        assertThat(begun).hasSize(7);
    }

    @Test
    void whoWaitsTooLongHasNotBegun() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = CompletableFuture.runAsync(() -> render(ONE, "first", held), threads);
            Awaitility.await().until(() -> begun.contains("first"));
            assertThatThrownBy(() -> render(ONE, "its next", held)).isInstanceOf(NotBegun.class);
            assertThatThrownBy(() -> render(OTHER, "another's", held)).isInstanceOf(NotBegun.class);
            held.countDown();
            first.get(10, TimeUnit.SECONDS);
        }
        assertThat(begun).containsExactly("first");
    }

    private void render(UUID account, String name, CountDownLatch until) {
        try {
            String done = rendering.of(account, () -> {
                begun.add(name);
                awaited(until);
                return name;
            });
            assertThat(done).isEqualTo(name);
        } catch (MessagingException | IOException | TemplateFailure | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaited(CountDownLatch until) {
        try {
            assertThat(until.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

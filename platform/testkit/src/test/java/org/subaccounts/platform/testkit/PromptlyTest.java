package org.subaccounts.platform.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PromptlyTest {
    private static final Duration WITHIN = Duration.ofMillis(200);

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void what_comes_to_hold_is_asked_for_until_it_does() {
        Promptly.holds(
                Duration.ofMinutes(1), () -> assertThat(asked.incrementAndGet()).isEqualTo(3));

        assertThat(asked).hasValue(3);
    }

    @Test
    void an_answer_that_takes_longer_than_the_time_is_one_that_was_asked_for_in_it() {
        Promptly.holds(WITHIN, () -> {
            LockSupport.parkNanos(WITHIN.multipliedBy(2).toNanos());
            assertThat(asked.incrementAndGet()).isGreaterThan(1);
        });

        assertThat(asked).hasValue(2);
    }

    @Test
    void what_does_not_hold_when_asked_for_later_fails() {
        assertThatThrownBy(() -> Promptly.holds(
                        WITHIN, () -> assertThat(asked.incrementAndGet()).isNegative()))
                .isInstanceOf(AssertionError.class);

        assertThat(asked).hasValueGreaterThan(1);
    }
}

package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NearEndTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final NearEnd end = new NearEnd(1_000);

    @Test
    void little_is_near_whatever_the_replay_does() {
        assertThat(end.isReached(1_000, 0, Duration.ZERO)).isTrue();
    }

    @Test
    void while_it_becomes_less_it_goes_on() {
        assertThat(end.isReached(3_000, 20_000, TEN_SECONDS)).isFalse();
        assertThat(end.isReached(2_000, 20_000, TEN_SECONDS)).isFalse();
    }

    @Test
    void what_does_not_become_less_is_near_if_one_pause_suffices_for_it() {
        assertThat(end.isReached(3_000, 20_000, TEN_SECONDS)).isFalse();
        assertThat(end.isReached(4_000, 20_000, TEN_SECONDS)).isTrue();
    }

    @Test
    void what_would_take_a_longer_pause_is_not_near() {
        assertThat(end.isReached(4_001, 20_000, TEN_SECONDS)).isFalse();
        assertThat(end.isReached(4_001, 20_000, TEN_SECONDS)).isFalse();
    }

    @Test
    void a_long_log_is_counted_no_further_than_needed() {
        assertThat(end.limit(20_000, TEN_SECONDS)).isEqualTo(4_000);
        assertThat(end.limit(0, Duration.ZERO)).isEqualTo(1_000);
    }
}

package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(15));

    private final RetrySchedule schedule = new RetrySchedule(PAUSES);

    @Test
    void aMessageHasSevenAttempts() {
        assertThat(schedule.maxAttempts()).isEqualTo(7);
        assertThat(schedule.pauseAfter(6, 0)).contains(Duration.ofHours(15));
        assertThat(schedule.pauseAfter(7, 0)).isEmpty();
        assertThat(schedule.pauseAfter(8, 0)).isEmpty();
    }

    @Test
    void allPausesFitIntoADay() {
        Duration all = Duration.ZERO;
        for (int attempt = 1; attempt < 7; attempt++) {
            all = all.plus(schedule.pauseAfter(attempt, 0).orElseThrow());
        }
        assertThat(all).isLessThan(Duration.ofHours(24));
    }

    @Test
    void chanceShortensAPauseByATenthAtMost() {
        assertThat(schedule.pauseAfter(1, 0)).contains(Duration.ofSeconds(60));
        assertThat(schedule.pauseAfter(1, 1)).contains(Duration.ofSeconds(54));
    }

    @Test
    void pausesMustGrowAndFitIntoADay() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RetrySchedule(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrySchedule(List.of(Duration.ofMinutes(2), Duration.ofMinutes(1))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrySchedule(List.of(Duration.ofHours(12), Duration.ofHours(13))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrySchedule(java.util.Collections.nCopies(7, Duration.ofMinutes(1))));
    }

    @Test
    void attemptsCountFromOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> schedule.pauseAfter(0, 0));
    }
}

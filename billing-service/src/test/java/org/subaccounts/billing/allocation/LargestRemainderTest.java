package org.subaccounts.billing.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargestRemainderTest {
    @Test
    void what_divides_evenly_is_divided_evenly() {
        assertThat(LargestRemainder.divide(80, List.of(1L, 3L), Comparator.naturalOrder()))
                .containsExactly(20L, 60L);
    }

    @Test
    void units_left_over_go_to_the_largest_remainders() {
        assertThat(LargestRemainder.divide(10, List.of(5L, 3L, 7L), Comparator.naturalOrder()))
                .containsExactly(3L, 2L, 5L);
    }

    @Test
    void of_equal_remainders_the_earlier_goes_first() {
        assertThat(LargestRemainder.divide(100, List.of(1L, 1L, 1L), Comparator.naturalOrder()))
                .containsExactly(34L, 33L, 33L);
        assertThat(LargestRemainder.divide(2, List.of(1L, 1L, 1L), Comparator.naturalOrder()))
                .containsExactly(1L, 1L, 0L);
    }

    @Test
    void one_share_gets_everything_and_a_share_without_weight_nothing() {
        assertThat(LargestRemainder.divide(99, List.of(7L), Comparator.naturalOrder()))
                .containsExactly(99L);
        assertThat(LargestRemainder.divide(99, List.of(0L, 7L, 0L), Comparator.naturalOrder()))
                .containsExactly(0L, 99L, 0L);
    }

    @Test
    void without_weight_there_is_no_proportion() {
        assertThatThrownBy(() -> LargestRemainder.divide(1, List.of(), Comparator.naturalOrder()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LargestRemainder.divide(1, List.of(0L, 0L), Comparator.naturalOrder()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LargestRemainder.divide(-1, List.of(1L), Comparator.naturalOrder()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LargestRemainder.divide(1, List.of(2L, -1L), Comparator.naturalOrder()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

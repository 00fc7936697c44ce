package org.subaccounts.billing.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargestRemainderTest {
    @Test
    void what_divides_evenly_is_divided_evenly() {
        assertThat(divide(80, List.of(1L, 3L))).containsExactly(20L, 60L);
    }

    @Test
    void units_left_over_go_to_the_largest_remainders() {
        assertThat(divide(10, List.of(5L, 3L, 7L))).containsExactly(3L, 2L, 5L);
    }

    @Test
    void of_equal_remainders_the_earlier_goes_first() {
        assertThat(divide(100, List.of(1L, 1L, 1L))).containsExactly(34L, 33L, 33L);
        assertThat(divide(2, List.of(1L, 1L, 1L))).containsExactly(1L, 1L, 0L);
    }

    @Test
    void or_whichever_is_said_to_go_first_also_of_weights_whose_sum_is_beyond_64_bits() {
        for (long weight : new long[] {1, Long.MAX_VALUE}) {
            assertThat(LargestRemainder.divide(2, List.of(weight, weight, weight), Comparator.reverseOrder()))
                    .containsExactly(0L, 1L, 1L);
        }
    }

    @Test
    void one_share_gets_everything_and_a_share_without_weight_nothing() {
        assertThat(divide(99, List.of(7L))).containsExactly(99L);
        assertThat(divide(99, List.of(0L, 7L, 0L))).containsExactly(0L, 99L, 0L);
    }

    @Test
    void without_weight_there_is_no_proportion() {
        assertThatThrownBy(() -> divide(1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> divide(1, List.of(0L, 0L))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> divide(-1, List.of(1L))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> divide(1, List.of(2L, -1L))).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Long> divide(long total, List<Long> weights) {
        return LargestRemainder.divide(total, weights, Comparator.naturalOrder());
    }
}

package org.subaccounts.billing.threshold.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdPercentsTest {
    @Test
    void one_to_ten_percents_ascend_from_1_to_1000() {
        for (List<Integer> good :
                List.of(List.of(1), List.of(1_000), List.of(50, 80, 90, 100), List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10))) {
            assertThat(percents(good).ascending()).isEqualTo(good);
        }
    }

    @Test
    void others_keep_the_service_from_starting() {
        for (List<Integer> bad : List.of(
                List.<Integer>of(),
                List.of(0),
                List.of(-1, 50),
                List.of(1_001),
                List.of(50, 50),
                List.of(80, 50),
                List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))) {
            assertThatThrownBy(() -> percents(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static ThresholdPercents percents(List<Integer> percents) {
        return new ThresholdPercents(new ThresholdSettings() {
            @Override
            public List<Integer> percents() {
                return percents;
            }

            @Override
            public String every() {
                return "5s";
            }
        });
    }
}

package org.subaccounts.billing.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class BillingPeriodTest {
    @Test
    void a_period_is_a_calendar_month_in_utc() {
        BillingPeriod period = BillingPeriod.of(Instant.parse("2024-02-15T10:00:00Z"));
        assertThat(period.start()).isEqualTo(Instant.parse("2024-02-01T00:00:00Z"));
        assertThat(period.end()).isEqualTo(Instant.parse("2024-03-01T00:00:00Z"));
    }

    @Test
    void the_start_belongs_to_the_period_and_the_end_to_the_next() {
        BillingPeriod december = BillingPeriod.of(Instant.parse("2023-12-31T23:59:59.999999999Z"));
        BillingPeriod january = BillingPeriod.of(Instant.parse("2024-01-01T00:00:00Z"));
        assertThat(december.firstDay()).isEqualTo(LocalDate.of(2023, 12, 1));
        assertThat(january.firstDay()).isEqualTo(LocalDate.of(2024, 1, 1));
        assertThat(december.end()).isEqualTo(january.start());
    }

    @Test
    void a_period_begins_with_a_month() {
        assertThatThrownBy(() -> new BillingPeriod(LocalDate.of(2024, 1, 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

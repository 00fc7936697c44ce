package org.subaccounts.account.subaccount.reputation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.subaccounts.contracts.BounceRateExceeded;
import org.subaccounts.contracts.MessageBounced;

class BreachReductionTest {
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(2, 2);
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static BounceRateExceeded exceeded(UUID account, long bounced, Instant at) {
        return new BounceRateExceeded(account, at.minus(Duration.ofDays(1)), at, 400, bounced, 10, at);
    }

    @Test
    void the_latest_breach_of_each_account_counts_in_whatever_order_they_come() {
        List<BounceRateExceeded> inOrder = List.of(
                exceeded(B, 41, NOON), exceeded(A, 50, NOON.plusSeconds(1)), exceeded(B, 60, NOON.plusSeconds(2)));
        for (List<BounceRateExceeded> events : List.of(inOrder, inOrder.reversed())) {
            assertThat(BreachReduction.latest(events))
                    .containsExactly(
                            new BounceRateBreach(A, 400, 50, 10, NOON.plusSeconds(1)),
                            new BounceRateBreach(B, 400, 60, 10, NOON.plusSeconds(2)));
        }
    }

    @Test
    void a_single_bounce_is_no_breach() {
        assertThat(BreachReduction.latest(List.of(
                        new MessageBounced(A, "1", "a.example.com", 1, "no", false, null, List.of(), null, NOON))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "400, 50, 10, bounce rate 12.5 % of 400 messages exceeds 10 %",
        "1000000, 100001, 10, bounce rate 10.01 % of 1000000 messages exceeds 10 %",
        "300, 100, 7.5, bounce rate 33.34 % of 300 messages exceeds 7.5 %",
        "100, 100, 0, bounce rate 100 % of 100 messages exceeds 0 %",
    })
    void a_reason_has_the_figures(long sent, long bounced, double limit, String figures) {
        assertThat(new BounceRateBreach(A, sent, bounced, limit, NOON).reason())
                .isEqualTo("reputation protection: " + figures);
    }
}

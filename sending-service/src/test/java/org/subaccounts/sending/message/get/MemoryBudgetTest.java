package org.subaccounts.sending.message.get;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.http.Refusal;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(100);
    private final List<MemoryBudget.Share> shares = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    private void take(long bytes) {
        budget.take(bytes).subscribe().with(shares::add, failures::add);
    }

    @Test
    void who_does_not_fit_waits_in_order_until_there_is_room() {
        take(60);
        take(60);
        take(10);
        assertThat(shares).as("the small one does not overtake").hasSize(1);
        shares.getFirst().giveBack();
        assertThat(shares).hasSize(3);
    }

    @Test
    void giving_back_twice_gives_back_once() {
        take(60);
        shares.getFirst().giveBack();
        shares.getFirst().giveBack();
        take(60);
        take(60);
        assertThat(shares).hasSize(2);
    }

    @Test
    void what_is_larger_than_everything_is_alone() {
        take(1);
        take(1_000);
        assertThat(shares).hasSize(1);
        shares.getFirst().giveBack();
        assertThat(shares).hasSize(2);
        take(1);
        assertThat(shares).hasSize(2);
    }

    @Test
    void when_too_many_wait_the_next_is_refused() {
        for (int i = 0; i < 102; i++) {
            take(100);
        }
        assertThat(shares).hasSize(1);
        assertThat(failures).singleElement().isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(
                        refusal.status())
                .isEqualTo(503));
    }
}

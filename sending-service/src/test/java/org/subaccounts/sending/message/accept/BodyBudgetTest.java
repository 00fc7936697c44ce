package org.subaccounts.sending.message.accept;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private static final long MB = 1024 * 1024;
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final BodyBudget budget = new BodyBudget(32 * MB);
    private final List<String> admitted = new ArrayList<>();

    @Test
    void who_comes_when_all_is_taken_waits_until_somebody_leaves() {
        BodyBudget.Place first = enter("first", ONE, 20 * MB);
        enter("second", OTHER, 20 * MB);
        assertThat(admitted).containsExactly("first");
        assertThat(first.leave()).isTrue();
        assertThat(first.leave()).isFalse();
        assertThat(admitted).containsExactly("first", "second");
    }

    @Test
    void nobody_overtakes_a_large_one() {
        BodyBudget.Place first = enter("first", ONE, 20 * MB);
        enter("large", OTHER, 20 * MB);
        enter("small", ONE, MB);
        assertThat(admitted).containsExactly("first");
        first.leave();
        assertThat(admitted).containsExactly("first", "large", "small");
    }

    @Test
    void one_account_does_not_keep_the_others_out() {
        BodyBudget.Place first = enter("first", ONE, 2 * MB);
        enter("its second", ONE, 2 * MB);
        enter("another's", OTHER, 20 * MB);
        enter("a small one", ONE, MB);
        assertThat(admitted).containsExactly("first", "another's", "a small one");
        first.leave();
        assertThat(admitted).endsWith("its second");
    }

    @Test
    void who_gave_up_waiting_is_not_let_in() {
        BodyBudget.Place first = enter("first", ONE, 32 * MB);
        BodyBudget.Place gone = enter("gone", OTHER, 32 * MB);
        assertThat(gone.leave()).isTrue();
        first.leave();
        assertThat(admitted).containsExactly("first");
        enter("next", ONE, 32 * MB);
        assertThat(admitted).endsWith("next");
    }

    @Test
    void what_is_larger_than_all_comes_alone() {
        enter("larger", ONE, 100 * MB);
        enter("next", OTHER, MB);
        assertThat(admitted).containsExactly("larger");
    }

    @Test
    void only_so_many_wait() {
        enter("first", ONE, 32 * MB);
        for (int i = 0; i < BodyBudget.MAX_WAITING; i++) {
            enter("waits", OTHER, MB);
        }
        assertThat(budget.enter(OTHER, MB, () -> {})).isNull();
    }

    private BodyBudget.Place enter(String name, UUID account, long bytes) {
        return requireNonNull(budget.enter(account, bytes, () -> admitted.add(name)));
    }
}

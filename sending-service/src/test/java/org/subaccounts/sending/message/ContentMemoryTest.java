package org.subaccounts.sending.message;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ContentMemoryTest {
    private static final long MB = 1024 * 1024;
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final ContentMemory budget = new ContentMemory(new MemorySize(BigInteger.valueOf(96 * MB)));
    private final List<String> admitted = new ArrayList<>();

    @Test
    void who_comes_when_all_is_taken_waits_until_somebody_leaves() {
        ContentMemory.Place first = enter("first", ONE, 60 * MB);
        enter("second", OTHER, 60 * MB);
        assertThat(admitted).containsExactly("first");
        assertThat(first.leave()).isTrue();
        assertThat(first.leave()).isFalse();
        assertThat(admitted).containsExactly("first", "second");
    }

    @Test
    void nobody_overtakes_a_large_one() {
        ContentMemory.Place first = enter("first", ONE, 60 * MB);
        enter("large", OTHER, 60 * MB);
        enter("small", ONE, 3 * MB);
        assertThat(admitted).containsExactly("first");
        first.leave();
        assertThat(admitted).containsExactly("first", "large", "small");
    }

    @Test
    void one_account_does_not_keep_the_others_out() {
        ContentMemory.Place first = enter("first", ONE, 6 * MB);
        enter("its second", ONE, 6 * MB);
        enter("another's", OTHER, 60 * MB);
        enter("a small one", ONE, 3 * MB);
        assertThat(admitted).containsExactly("first", "another's", "a small one");
        first.leave();
        assertThat(admitted).endsWith("its second");
    }

    @Test
    void who_gave_up_waiting_is_not_let_in() {
        ContentMemory.Place first = enter("first", ONE, 96 * MB);
        ContentMemory.Place gone = enter("gone", OTHER, 96 * MB);
        assertThat(gone.leave()).isTrue();
        first.leave();
        assertThat(admitted).containsExactly("first");
        enter("next", ONE, 96 * MB);
        assertThat(admitted).endsWith("next");
    }

    @Test
    void what_is_larger_than_all_comes_alone() {
        enter("larger", ONE, 300 * MB);
        enter("next", OTHER, 3 * MB);
        assertThat(admitted).containsExactly("larger");
    }

    @Test
    void only_so_many_wait() {
        enter("first", ONE, 96 * MB);
        for (int i = 0; i < ContentMemory.MAX_WAITING; i++) {
            enter("waits", OTHER, 3 * MB);
        }
        assertThat(budget.enter(OTHER, MB, () -> {})).isNull();
    }

    private ContentMemory.Place enter(String name, UUID account, long bytes) {
        return requireNonNull(budget.enter(account, bytes, () -> admitted.add(name)));
    }
}

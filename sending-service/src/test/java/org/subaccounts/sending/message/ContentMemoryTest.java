package org.subaccounts.sending.message;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ContentMemoryTest {
    private static final long MB = 1024 * 1024;
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final UUID THIRD = new UUID(0, 3);

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
    void nobody_overtakes_a_large_one_but_what_is_small_has_a_part_of_its_own() {
        ContentMemory.Place first = enter("first", ONE, 60 * MB);
        enter("large", OTHER, 60 * MB);
        enter("less large", THIRD, 4 * MB);
        for (int i = 0; i < 6; i++) {
            enter("small", ONE, 3 * MB);
        }
        enter("beyond the part", OTHER, 3 * MB);
        assertThat(admitted).containsExactly("first", "small", "small", "small", "small", "small", "small");
        first.leave();
        assertThat(admitted).endsWith("large", "less large", "beyond the part");
    }

    @Test
    void what_is_small_leaves_room_in_time_for_a_large_one() {
        List<ContentMemory.Place> small = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            small.add(enter("small", new UUID(1, i), 3 * MB));
        }
        enter("large", ONE, 60 * MB);
        enter("later", OTHER, 3 * MB);
        assertThat(admitted).hasSize(24).doesNotContain("large", "later");
        small.subList(0, 13).forEach(ContentMemory.Place::leave);
        assertThat(admitted).endsWith("large", "later");
    }

    @Test
    void of_what_is_small_an_account_has_no_more_than_half() {
        List<ContentMemory.Place> small = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            small.add(enter("small", ONE, 3 * MB));
        }
        enter("beyond half", ONE, 3 * MB);
        enter("another's", OTHER, 3 * MB);
        assertThat(admitted).hasSize(17).endsWith("another's");
        small.getFirst().leave();
        assertThat(admitted).endsWith("beyond half");
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
    void what_is_larger_than_all_comes_without_another_large_one() {
        ContentMemory.Place larger = enter("larger", ONE, 300 * MB);
        enter("large", OTHER, 4 * MB);
        enter("small", OTHER, 3 * MB);
        assertThat(admitted).containsExactly("larger", "small");
        larger.leave();
        assertThat(admitted).endsWith("large");
    }

    @Test
    void only_so_many_wait_and_half_of_them_of_one_account() {
        enter("first", ONE, 96 * MB);
        for (int i = 0; i < ContentMemory.MAX_WAITING_OF_ACCOUNT; i++) {
            enter("waits", OTHER, 60 * MB);
        }
        assertThat(budget.enter(OTHER, 4 * MB, () -> {})).isNull();
        for (int i = 0; i < ContentMemory.MAX_WAITING - ContentMemory.MAX_WAITING_OF_ACCOUNT; i++) {
            enter("waits, too", THIRD, 60 * MB);
        }
        assertThat(budget.enter(new UUID(0, 4), 4 * MB, () -> {})).isNull();
        enter("small", OTHER, MB); // has a line of its own
        assertThat(admitted).containsExactly("first", "small");
    }

    private record Entered(ContentMemory.Place place, long bytes, AtomicBoolean in) {}

    @Property(tries = 300)
    void never_is_more_taken_than_there_is_and_everybody_comes_in_at_last(@ForAll("steps") List<Integer> steps) {
        List<Entered> entered = new ArrayList<>();
        for (int step : steps) {
            if (step < 0 && !entered.isEmpty()) {
                entered.remove(-step % entered.size()).place().leave();
            } else {
                long bytes = (step & 127) * MB / 2;
                AtomicBoolean in = new AtomicBoolean();
                ContentMemory.Place place = budget.enter(new UUID(0, step & 3), bytes, () -> in.set(true));
                if (place != null) {
                    entered.add(new Entered(place, bytes, in));
                }
            }
            assertThat(entered.stream()
                            .filter(each -> each.in().get())
                            .mapToLong(Entered::bytes)
                            .sum())
                    .isLessThanOrEqualTo(96 * MB);
        }
        while (!entered.isEmpty()) {
            assertThat(entered).anyMatch(each -> each.in().get());
            entered.removeIf(each -> each.in().get() && each.place().leave());
        }
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers().between(-1_000, 1_000).list().ofMaxSize(200);
    }

    private ContentMemory.Place enter(String name, UUID account, long bytes) {
        return requireNonNull(budget.enter(account, bytes, () -> admitted.add(name)));
    }
}

package org.subaccounts.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.jspecify.annotations.Nullable;

class CursorPropertyTest {
    private static final UUID ACCOUNT = new UUID(1, 1);
    private static final UUID OTHER = new UUID(2, 2);

    private static UUID thing(long number) {
        return new UUID(number, number);
    }

    /** What a keyset query answers: up to limit + 1 rows, from the cursor on. */
    private static Page<UUID> page(
            NavigableSet<UUID> stored, int limit, @Nullable String after, @Nullable String before) {
        PageRequest request = PageRequest.of("things", ACCOUNT, Integer.toString(limit), after, before);
        NavigableSet<UUID> rows = stored;
        if (request.after() != null) {
            rows = rows.headSet(request.after(), false);
        }
        if (request.before() != null) {
            rows = rows.tailSet(request.before(), false);
        }
        Comparator<UUID> order = request.before() != null ? Comparator.naturalOrder() : Comparator.reverseOrder();
        List<UUID> found = rows.stream().sorted(order).limit(limit + 1L).toList();
        return Page.of(request, found, id -> id);
    }

    @Property
    void a_walk_sees_everything_that_was_there_once_whatever_is_added_meanwhile(
            @ForAll @Size(max = 60) @UniqueElements List<@LongRange(min = 1, max = 10_000) Long> first,
            @ForAll @Size(max = 20) @UniqueElements List<@LongRange(min = 1, max = 10_000) Long> added,
            @ForAll @IntRange(min = 1, max = 7) int limit) {
        NavigableSet<UUID> stored = new TreeSet<>();
        first.forEach(number -> stored.add(thing(number)));
        List<UUID> before = List.copyOf(stored.descendingSet());
        List<UUID> seen = new ArrayList<>();
        List<Long> toAdd = new ArrayList<>(added);
        @Nullable String cursor = null;
        Page<UUID> page;
        do {
            page = page(stored, limit, cursor, null);
            seen.addAll(page.data());
            cursor = page.pagination().nextCursor();
            if (!toAdd.isEmpty()) {
                stored.add(thing(toAdd.removeLast()));
            }
        } while (page.pagination().hasMore());

        assertThat(seen).doesNotHaveDuplicates().containsAll(before);
        assertThat(seen.stream().filter(before::contains)).isEqualTo(before);
    }

    @Property
    void the_page_before_a_cursor_is_the_one_that_a_walk_forwards_showed(
            @ForAll @Size(min = 1, max = 60) @UniqueElements List<@LongRange(min = 1, max = 10_000) Long> numbers,
            @ForAll @IntRange(min = 1, max = 7) int limit) {
        NavigableSet<UUID> stored = new TreeSet<>();
        numbers.forEach(number -> stored.add(thing(number)));
        Page<UUID> current = page(stored, limit, null, null);
        boolean first = true;
        while (current.pagination().nextCursor() != null) {
            Page<UUID> next = page(stored, limit, current.pagination().nextCursor(), null);
            Page<UUID> back = page(stored, limit, null, next.pagination().previousCursor());
            assertThat(back.data()).isEqualTo(current.data());
            assertThat(back.pagination().hasMore()).isTrue();
            assertThat(back.pagination().previousCursor() == null).isEqualTo(first);
            first = false;
            current = next;
        }
    }

    @Property
    void a_cursor_of_another_list_or_account_and_any_other_text_are_refused(@ForAll @NotEmpty String junk) {
        String ofOtherList = PageRequest.of("others", ACCOUNT, null, null, null).cursor(thing(1));
        String ofOtherAccount =
                PageRequest.of("things", OTHER, null, null, null).cursor(thing(1));
        for (String cursor : List.of(ofOtherList, ofOtherAccount, junk)) {
            assertThatThrownBy(() -> PageRequest.of("things", ACCOUNT, null, cursor, null))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("after is not a cursor of this list");
        }
    }
}

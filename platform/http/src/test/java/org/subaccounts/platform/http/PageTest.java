package org.subaccounts.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final UUID ACCOUNT = new UUID(1, 1);

    /** What a keyset query answers: up to limit + 1 rows, from the cursor on. */
    private static List<UUID> query(List<UUID> stored, PageRequest request) {
        UUID before = request.before();
        UUID after = request.after();
        Comparator<UUID> order = before != null ? Comparator.naturalOrder() : Comparator.reverseOrder();
        return stored.stream()
                .filter(id -> before == null || id.compareTo(before) > 0)
                .filter(id -> after == null || id.compareTo(after) < 0)
                .sorted(order)
                .limit(request.limit() + 1L)
                .toList();
    }

    private static Page<UUID> page(List<UUID> stored, String limit, String after, String before) {
        PageRequest request = PageRequest.of(
                "things", ACCOUNT, limit, after.isEmpty() ? null : after, before.isEmpty() ? null : before);
        return Page.of(request, query(stored, request), id -> id);
    }

    private static List<UUID> things(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> new UUID(i, i)).toList();
    }

    @Test
    void walkingForwardsShowsEveryThingOnceNewestFirst() {
        List<UUID> stored = things(10);
        List<UUID> seen = new ArrayList<>();
        String cursor = "";
        Page<UUID> page;
        do {
            page = page(stored, "3", cursor, "");
            seen.addAll(page.data());
            cursor = Objects.requireNonNullElse(page.pagination().nextCursor(), "");
        } while (page.pagination().hasMore());
        assertThat(seen).isEqualTo(stored.reversed());
        assertThat(cursor).isEmpty();
    }

    @Test
    void walkingBackShowsThePageJustBeforeTheCursor() {
        List<UUID> stored = things(10);
        Page<UUID> first = page(stored, "4", "", "");
        Page<UUID> second = page(stored, "4", String.valueOf(first.pagination().nextCursor()), "");
        Page<UUID> back =
                page(stored, "4", "", String.valueOf(second.pagination().previousCursor()));
        assertThat(back.data()).isEqualTo(first.data());
        assertThat(back.pagination().previousCursor())
                .as("the start is reached")
                .isNull();
        assertThat(back.pagination().hasMore()).isTrue();
    }

    @Test
    void insertsDoNotShiftAPage() {
        List<UUID> stored = new ArrayList<>(things(6));
        Page<UUID> first = page(stored, "3", "", "");
        stored.add(new UUID(100, 100));
        Page<UUID> second = page(stored, "3", String.valueOf(first.pagination().nextCursor()), "");
        assertThat(second.data()).containsExactly(new UUID(3, 3), new UUID(2, 2), new UUID(1, 1));
    }

    @Test
    void aCursorOfAnotherAccountOrListIsRefused() {
        String cursor = String.valueOf(page(things(5), "2", "", "").pagination().nextCursor());
        assertThatThrownBy(() -> PageRequest.of("things", new UUID(2, 2), null, cursor, null))
                .isInstanceOf(Refusal.class)
                .hasMessage("after is not a cursor of this list");
        assertThatThrownBy(() -> PageRequest.of("others", ACCOUNT, null, null, cursor))
                .hasMessage("before is not a cursor of this list");
        assertThatThrownBy(() -> PageRequest.of("things", ACCOUNT, null, "%%%", null))
                .hasMessage("after is not a cursor of this list");
    }

    @Test
    void limitsAndCursorsAreChecked() {
        for (String limit : List.of("0", "101", "-1", "ten", "1.5", "99999999999")) {
            assertThatThrownBy(() -> PageRequest.of("things", ACCOUNT, limit, null, null))
                    .as(limit)
                    .hasMessage("limit must be a whole number from 1 to 100");
        }
        assertThat(PageRequest.of("things", ACCOUNT, null, null, null).limit()).isEqualTo(100);
        assertThatThrownBy(() -> PageRequest.of("things", ACCOUNT, null, "a", "b"))
                .hasMessage("after and before cannot be used together");
    }
}

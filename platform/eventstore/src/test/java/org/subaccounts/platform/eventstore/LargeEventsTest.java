package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.eventstore.Accounts.Opened;
import org.subaccounts.platform.eventstore.ReadModelState.Status;

/** Pages are bounded by what their events take, not by their number alone. */
class LargeEventsTest {
    private static final int EVENTS = 100;
    private static final int LARGE = 200_000;
    private static final String INCOMPRESSIBLE =
            "(select string_agg(md5(i::text || n), '') from generate_series(1, $2::int / 32) i)";
    private static final String COMPRESSIBLE = "repeat('again and ', $2::int / 10)";

    private TestStore store;
    private EventLog log;

    @BeforeEach
    void start() {
        store = TestStore.create();
        log = new EventLog(store.pool, store.json);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {INCOMPRESSIBLE, COMPRESSIBLE})
    void large_events_come_in_pages_of_few_in_order_and_none_is_skipped(String owner) {
        append(owner, EVENTS, LARGE);

        List<List<StoredEvent>> pages = pages(EventLog.MAX_TAIL_ROWS);

        assertThat(pages).hasSizeGreaterThan(EVENTS * LARGE / EventLog.MAX_PAGE_BYTES);
        assertThat(pages).allSatisfy(page -> assertThat(bytes(page)).isLessThanOrEqualTo(EventLog.MAX_PAGE_BYTES));
        assertThat(ids(pages)).containsExactlyElementsOf(numbers(EVENTS));
    }

    @Test
    void one_event_larger_than_a_page_is_a_page() {
        append(INCOMPRESSIBLE, 3, EventLog.MAX_PAGE_BYTES + 1_000_000);

        assertThat(pages(10)).hasSize(3).allSatisfy(page -> assertThat(page).hasSize(1));
    }

    @Test
    void among_small_events_large_ones_neither_hide_nor_reorder_any() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            boolean large = random.nextInt(4) == 0;
            one(i, large ? INCOMPRESSIBLE : COMPRESSIBLE, large ? random.nextInt(LARGE) : random.nextInt(3_000));
        }

        List<List<StoredEvent>> pages = pages(40);

        assertThat(ids(pages)).containsExactlyElementsOf(numbers(300));
        assertThat(pages)
                .allSatisfy(page -> assertThat(page).hasSizeLessThanOrEqualTo(40))
                .allSatisfy(page -> assertThat(bytes(page)).isLessThanOrEqualTo(EventLog.MAX_PAGE_BYTES));
    }

    @Test
    void small_events_fill_a_page_by_their_number() {
        append(COMPRESSIBLE, 1_500, 300);

        assertThat(pages(1_000)).extracting(List::size).containsExactly(1_000, 500);
        assertThat(page(log.tail(TailPosition.FIRST, 1_000)).more()).isTrue();
        assertThat(page(log.tail(TailPosition.FIRST, 999)).events()).hasSize(999);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, LARGE})
    void a_page_says_whether_it_holds_all_that_is_there(int size) {
        append(INCOMPRESSIBLE, 5, size);

        assertThat(page(log.tail(TailPosition.FIRST, 6)).more()).isFalse();
        assertThat(page(log.tail(TailPosition.FIRST, 4)).more()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_replay_reads_the_same_pages(boolean onlySettled) {
        append(INCOMPRESSIBLE, EVENTS, LARGE);
        store.query("update es_event set type = 'test.Other' where position % 10 = 0");
        ReadModelEvents events = new ReadModelEvents(new AccountRows());
        List<Opened> replayed = new ArrayList<>();
        TailPosition position = TailPosition.FIRST;
        EventLog.Page<EventLog.Replayed> page;
        do {
            page = page(log.replay(position, events, LogReplay.PAGE, onlySettled));
            assertThat(page.events()).hasSizeBetween(1, EventLog.MAX_PAGE_BYTES / LARGE);
            page.events().forEach(event -> replayed.add((Opened) event.message().payload()));
            position = page.events().getLast().position();
        } while (page.more());

        assertThat(replayed)
                .hasSize(EVENTS - EVENTS / 10)
                .allMatch(opened -> opened.owner().length() >= LARGE - 32);
        assertThat(replayed.stream().map(opened -> Integer.parseInt(opened.id())))
                .isSorted();
    }

    @Test
    void a_rebuild_applies_all_of_them() {
        AccountRows model = new AccountRows();
        AccountRows.createIn(store);
        store.query("drop index once_per_owner, account_row_newest");
        append(INCOMPRESSIBLE, EVENTS, LARGE);

        ReadModelState state = AccountRows.rebuild(AccountRows.readModels(store, model, stage -> {}));

        assertThat(state.error()).isNull();
        assertThat(state.status()).isEqualTo(Status.DONE);
        assertThat(store.count("select count(*) from account_row where length(owner) >= $1", LARGE - 32))
                .isEqualTo(EVENTS);
    }

    /** Openings whose id is their number. */
    private void append(String owner, int count, int size) {
        store.query(insert(owner, "generate_series(0, $1::int - 1)"), count, size);
    }

    private void one(int number, String owner, int size) {
        store.query(insert(owner, "generate_series($1::int, $1::int)"), number, size);
    }

    private static String insert(String owner, String numbers) {
        return "insert into es_event select pg_current_xact_id(), nextval('es_event_position'), gen_random_uuid(),"
                + " 'test.Opened', '1', now(), jsonb_build_object('id', n::text, 'owner', " + owner
                + "), '{}', '{}' from "
                + numbers + " as n where $2::int >= 0";
    }

    private List<List<StoredEvent>> pages(int limit) {
        List<List<StoredEvent>> pages = new ArrayList<>();
        TailPosition position = TailPosition.FIRST;
        while (true) {
            List<StoredEvent> page = page(log.tail(position, limit)).events();
            if (page.isEmpty()) {
                return pages;
            }
            pages.add(page);
            position = page.getLast().tailPosition();
        }
    }

    private static <T> EventLog.Page<T> page(Future<EventLog.Page<T>> read) {
        return TestStore.await(read);
    }

    private static long bytes(List<StoredEvent> page) {
        return page.stream()
                .mapToLong(event -> event.payload().toString().length())
                .sum();
    }

    private static List<String> ids(List<List<StoredEvent>> pages) {
        return pages.stream()
                .flatMap(List::stream)
                .map(event -> event.payload().get("id").textValue())
                .toList();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}

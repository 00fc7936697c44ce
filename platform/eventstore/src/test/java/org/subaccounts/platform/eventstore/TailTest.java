package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.subaccounts.platform.eventstore.TestStore.newId;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.Accounts.Open;
import org.subaccounts.platform.eventstore.Accounts.Opened;
import org.subaccounts.platform.eventstore.Accounts.Suspended;
import org.subaccounts.platform.eventstore.Accounts.Toggle;

class TailTest {
    private static final int HELD_TRANSACTIONS = 40;
    private static final Duration SOON = Duration.ofSeconds(20);

    private TestStore store;

    @BeforeEach
    void start() {
        store = TestStore.create();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    /** What an Axon stream delivered, in the order of delivery. */
    private record Delivered(String eventId, String type, Set<Tag> tags, TailPosition position) {
        static Delivered of(MessageStream.Entry<EventMessage> entry) {
            return new Delivered(
                    entry.message().identifier(),
                    entry.message().type().name(),
                    Tag.fromContext(entry).orElseThrow(),
                    (TailPosition) TrackingToken.fromContext(entry).orElseThrow());
        }
    }

    private Queue<Delivered> deliveriesOf(MessageStream<EventMessage> stream) {
        Queue<Delivered> delivered = new ConcurrentLinkedQueue<>();
        stream.setCallback(() -> {
            synchronized (delivered) {
                for (var entry = stream.next(); entry.isPresent(); entry = stream.next()) {
                    delivered.add(Delivered.of(entry.get()));
                }
            }
        });
        return delivered;
    }

    @Test
    void while_40_transactions_stay_open_and_end_in_any_order_nothing_is_skipped_doubled_or_out_of_order()
            throws Exception {
        CommandGateway gateway = store.axon().getComponent(CommandGateway.class);
        MessageStream<EventMessage> stream =
                store.engine.stream(StreamingCondition.startingFrom(TrackingToken.FIRST), null);
        Queue<Delivered> delivered = deliveriesOf(stream);
        List<StoredEvent> polled = new ArrayList<>();
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            accounts.add(TestStore.await(gateway.send(new Open(newId(), "ann"), String.class)));
        }

        Pool holding = TestStore.pool(store.vertx, store.database, HELD_TRANSACTIONS, Map.of());
        Random random = new Random(42);
        List<SqlConnection> open = new ArrayList<>();
        int toggled = 0;
        for (int i = 0; i < HELD_TRANSACTIONS; i++) {
            SqlConnection transaction = TestStore.begin(holding);
            store.appendOn(transaction, AppendCondition.none(), new Opened("held-" + i, "bob"));
            open.add(transaction);
            toggled += toggleSome(gateway, accounts, random);
        }
        assertThat(open).hasSize(HELD_TRANSACTIONS);
        int held = 0;
        while (!open.isEmpty()) {
            boolean commits = random.nextInt(4) > 0;
            TestStore.end(open.remove(random.nextInt(open.size())), commits ? "COMMIT" : "ROLLBACK");
            held += commits ? 1 : 0;
            toggled += toggleSome(gateway, accounts, random);
            polled.addAll(store.tailed(
                    polled.isEmpty() ? TailPosition.FIRST : polled.getLast().tailPosition()));
        }
        TestStore.await(holding.close());

        int expected = accounts.size() + toggled + held;
        assertThat(store.count("select count(*) from es_event")).isEqualTo(expected);
        await().atMost(SOON).untilAsserted(() -> assertThat(delivered).hasSizeGreaterThanOrEqualTo(expected));
        stream.close();
        polled.addAll(store.tailed(polled.getLast().tailPosition()));
        assertThat(polled.stream().map(StoredEvent::eventId))
                .containsExactlyElementsOf(
                        delivered.stream().map(Delivered::eventId).toList());
        assertThat(new HashSet<>(delivered)).hasSize(expected);
        assertThat(delivered.stream().map(Delivered::position)).isSorted().doesNotHaveDuplicates();
        assertThatEachAccountAlternates(accounts, List.copyOf(delivered));
    }

    private static int toggleSome(CommandGateway gateway, List<String> accounts, Random random) {
        List<CompletableFuture<?>> toggles = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            toggles.add(gateway.send(new Toggle(accounts.get(random.nextInt(accounts.size()))), Object.class));
        }
        return (int) toggles.stream()
                .filter(toggle -> TestStore.failureOf(toggle).isEmpty())
                .count();
    }

    private static void assertThatEachAccountAlternates(List<String> accounts, List<Delivered> delivered) {
        for (String account : accounts) {
            List<String> types = delivered.stream()
                    .filter(event -> event.tags().contains(Tag.of("account", account)))
                    .map(Delivered::type)
                    .toList();
            assertThat(types).first().isEqualTo("test.Opened");
            for (int i = 1; i < types.size(); i++) {
                assertThat(types.get(i)).isEqualTo(i % 2 == 1 ? "test.Suspended" : "test.Resumed");
            }
        }
    }

    @Test
    void an_event_that_is_committed_while_an_older_transaction_runs_waits_for_it() {
        SqlConnection older = store.begin();
        store.appendOn(older, AppendCondition.none(), new Opened("older", "ann"));
        store.appendToOutbox("test.Later", Map.of("id", "later"));

        assertThat(store.tailed(TailPosition.FIRST)).isEmpty();
        TestStore.end(older, "COMMIT");

        assertThat(store.tailed(TailPosition.FIRST))
                .extracting(StoredEvent::type)
                .containsExactly("test.Opened", "test.Later");
    }

    @Test
    void a_rollback_leaves_a_gap_that_nobody_waits_for() {
        store.appendToOutbox("test.Before", Map.of("id", "1"));
        SqlConnection rolledBack = store.begin();
        store.appendOn(rolledBack, AppendCondition.none(), new Opened("never", "ann"), new Suspended("never"));
        TestStore.end(rolledBack, "ROLLBACK");
        store.appendToOutbox("test.After", Map.of("id", "2"));

        List<StoredEvent> events = store.tailed(TailPosition.FIRST);

        assertThat(events).extracting(StoredEvent::type).containsExactly("test.Before", "test.After");
        assertThat(events.getLast().position() - events.getFirst().position()).isEqualTo(3);
    }

    @Test
    void outbox_events_keep_the_order_of_their_list_and_all_they_carry() {
        PgUnitOfWork work = PgUnitOfWork.standalone(store.pool);
        store.outbox.append(
                work,
                List.of(
                        new OutboxEvent("test.A", "1", Map.of("n", 1), Map.of("actor", "ann")),
                        new OutboxEvent("test.B", "7", Map.of("at", Instant.parse("2026-01-02T03:04:05Z")), Map.of()),
                        new OutboxEvent("test.C", "1", Map.of("n", 3), Map.of())));
        assertThat(store.tailed(TailPosition.FIRST)).isEmpty();
        TestStore.await(work.commit());

        List<StoredEvent> events = store.tailed(TailPosition.FIRST);

        assertThat(events).extracting(StoredEvent::type).containsExactly("test.A", "test.B", "test.C");
        assertThat(events).extracting(StoredEvent::position).isSorted();
        assertThat(events.getFirst().metadata()).containsExactly(Map.entry("actor", "ann"));
        assertThat(events.getFirst().payload().get("n").intValue()).isEqualTo(1);
        assertThat(events.get(1).version()).isEqualTo("7");
        assertThat(events.get(1).payload().get("at").textValue()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.tags()).isEmpty();
            assertThat(event.time()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        });
    }

    @Test
    void reading_is_bounded_and_goes_on_where_it_stopped() {
        for (int i = 0; i < 5; i++) {
            store.appendToOutbox("test.Event" + i, Map.of());
        }

        List<StoredEvent> first = read(TailPosition.FIRST, 3);
        assertThat(first).extracting(StoredEvent::type).containsExactly("test.Event0", "test.Event1", "test.Event2");
        assertThat(read(first.getLast().tailPosition(), 3))
                .extracting(StoredEvent::type)
                .containsExactly("test.Event3", "test.Event4");
        assertThatThrownBy(() -> read(TailPosition.FIRST, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read(TailPosition.FIRST, 1_001)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<StoredEvent> read(TailPosition after, int limit) {
        return TestStore.await(store.tail.read(after, limit).subscribeAsCompletionStage());
    }

    @Test
    void after_the_latest_position_come_the_events_that_were_not_readable_then() {
        store.appendToOutbox("test.Old", Map.of());
        SqlConnection running = store.begin();
        store.appendOn(running, AppendCondition.none(), new Opened("running", "ann"));

        TailPosition latest = TestStore.await(store.tail.latest().subscribeAsCompletionStage());
        TestStore.end(running, "COMMIT");
        store.appendToOutbox("test.New", Map.of());

        assertThat(store.tailed(latest)).extracting(StoredEvent::type).containsExactly("test.Opened", "test.New");
    }

    @Test
    void a_stream_from_the_latest_position_delivers_only_what_its_criteria_match() {
        store.appendToOutbox("test.Old", Map.of());
        MessageStream<EventMessage> stream = store.engine.stream(
                StreamingCondition.conditionFor(TrackingToken.LATEST, EventCriteria.havingTags("account", "mine")),
                null);
        Queue<Delivered> delivered = deliveriesOf(stream);

        // When exactly the stream has found the end is not known, so there is more until it delivers.
        await().atMost(SOON).untilAsserted(() -> {
            for (String account : List.of("other", "mine")) {
                SqlConnection transaction = store.begin();
                store.appendOn(transaction, AppendCondition.none(), new Opened(account, "ann"));
                TestStore.end(transaction, "COMMIT");
            }
            assertThat(delivered).isNotEmpty();
        });
        stream.close();
        assertThat(delivered).allSatisfy(event -> assertThat(event.tags()).containsExactly(Tag.of("account", "mine")));
        assertThat(stream.isCompleted()).isTrue();
    }

    @Test
    void a_position_can_be_found_by_time() {
        store.appendToOutbox("test.First", Map.of());
        store.appendToOutbox("test.Second", Map.of());
        Instant second = store.tailed(TailPosition.FIRST).getLast().time();

        TailPosition found = (TailPosition) TestStore.await(store.engine.tokenAt(second, null));

        assertThat(store.tailed(found)).extracting(StoredEvent::type).contains("test.Second");
        TailPosition end = (TailPosition)
                TestStore.await(store.engine.tokenAt(Instant.now().plusSeconds(60), null));
        assertThat(store.tailed(end)).isEmpty();
    }

    @Test
    void readers_of_this_process_are_woken_by_commits_and_not_by_rollbacks() throws Exception {
        AtomicInteger woken = new AtomicInteger();
        try (Closeable listening = store.tail.onAppend(woken::incrementAndGet)) {
            assertThat(listening).isNotNull();
            store.appendToOutbox("test.Event", Map.of());
            TestStore.await(
                    store.axon().getComponent(CommandGateway.class).send(new Open(newId(), "ann"), Object.class));
            assertThat(woken).hasValue(2);
            PgUnitOfWork failing = PgUnitOfWork.standalone(store.pool);
            store.outbox.append(failing, List.of(new OutboxEvent("test.Event", "1", Map.of(), Map.of())));
            failing.enlist("select 1/0", io.vertx.sqlclient.Tuple.tuple());
            assertThat(TestStore.failureOf(failing.commit())).isPresent();
            assertThat(woken).hasValue(2);
        }
        store.appendToOutbox("test.Event", Map.of());
        assertThat(woken).hasValue(2);
    }

    @Test
    void an_open_transaction_shows_as_stall_and_an_unread_event_as_lag() {
        EventLog log = new EventLog(store.pool, store.json);
        assertThat(TestStore.await(log.stallSeconds())).isZero();
        SqlConnection forgotten = store.begin();
        TestStore.await(forgotten.query("select pg_current_xact_id()").execute());
        store.appendToOutbox("test.Stalled", Map.of());

        await().atMost(SOON).untilAsserted(() -> assertThat(TestStore.await(log.stallSeconds()))
                .isGreaterThan(0.2));
        TestStore.end(forgotten, "ROLLBACK");

        assertThat(TestStore.await(log.stallSeconds())).isZero();
        assertThat(TestStore.await(store.tail.lagSeconds(TailPosition.FIRST).subscribeAsCompletionStage()))
                .isGreaterThan(0.2);
        TailPosition end = store.tailed(TailPosition.FIRST).getLast().tailPosition();
        assertThat(TestStore.await(store.tail.lagSeconds(end).subscribeAsCompletionStage()))
                .isZero();
    }

    @Test
    void a_log_that_came_from_another_server_is_recognized() {
        EventLog log = new EventLog(store.pool, store.json);
        store.appendToOutbox("test.Own", Map.of());
        assertThat(TestStore.await(log.isFromAnotherServer())).isFalse();

        store.query("insert into es_event select '9000000000'::xid8, position, event_id, type, version, time, payload,"
                + " metadata, tags from es_event");

        assertThat(TestStore.await(log.isFromAnotherServer())).isTrue();
    }
}

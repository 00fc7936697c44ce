package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.subaccounts.platform.eventstore.TestStore.await;
import static org.subaccounts.platform.eventstore.TestStore.failureOf;
import static org.subaccounts.platform.eventstore.TestStore.newId;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.messaging.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.modelling.entity.EntityAlreadyExistsForCreationalCommandHandlerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.Accounts.ChildOpened;
import org.subaccounts.platform.eventstore.Accounts.Move;
import org.subaccounts.platform.eventstore.Accounts.Moved;
import org.subaccounts.platform.eventstore.Accounts.NotActive;
import org.subaccounts.platform.eventstore.Accounts.Open;
import org.subaccounts.platform.eventstore.Accounts.OpenChild;
import org.subaccounts.platform.eventstore.Accounts.Opened;
import org.subaccounts.platform.eventstore.Accounts.Suspend;
import org.subaccounts.platform.eventstore.Accounts.Suspended;
import org.subaccounts.platform.eventstore.Accounts.Toggle;

class AppendConflictTest {
    private TestStore store;
    private CommandGateway gateway;
    private Commands commands;

    @BeforeEach
    void start() {
        store = TestStore.create();
        gateway = store.axon().getComponent(CommandGateway.class);
        commands = store.commands();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private <R> R send(Object command, Class<R> result) {
        return await(sending(command, result));
    }

    /** With retries. */
    private <R> CompletableFuture<R> sending(Object command, Class<R> result) {
        return commands.send(command, result, Map.of()).subscribeAsCompletionStage();
    }

    private String opened() {
        return send(new Open(newId(), "ann"), String.class);
    }

    private static EventCriteria account(String id) {
        return EventCriteria.havingTags("account", id);
    }

    private static List<Optional<Throwable>> together(int writers, IntFunction<CompletableFuture<?>> send) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            sent.add(send.apply(i));
        }
        return sent.stream().map(TestStore::failureOf).toList();
    }

    private static void assertConflict(CompletableFuture<?> decision) {
        assertThat(failureOf(decision)).hasValueSatisfying(failure -> assertThat(failure)
                .isInstanceOf(AppendEventsTransactionRejectedException.class));
    }

    private static void assertNoConflict(CompletableFuture<?> decision) {
        assertThat(failureOf(decision)).isEmpty();
    }

    @Test
    void of_60_writers_on_one_entity_each_decides_on_the_state_that_the_one_before_left() {
        String id = opened();

        List<Optional<Throwable>> outcomes = together(60, i -> gateway.send(new Toggle(id), Object.class));

        List<Throwable> failures = outcomes.stream().flatMap(Optional::stream).toList();
        assertThat(failures).isNotEmpty().allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(AppendEventsTransactionRejectedException.class));
        assertThatTogglesAlternate(id, outcomes.size() - failures.size());
    }

    @Test
    void a_command_that_lost_is_decided_again_on_the_new_state() {
        for (int round = 0; round < 20; round++) {
            String id = opened();

            assertThat(together(2, i -> sending(new Toggle(id), Object.class))).containsOnly(Optional.empty());

            assertThatTogglesAlternate(id, 2);
        }
    }

    private void assertThatTogglesAlternate(String id, int toggles) {
        List<String> types = store.typesTagged("account=" + id);
        assertThat(toggles).isPositive();
        assertThat(types).hasSize(toggles + 1);
        for (int i = 1; i < types.size(); i++) {
            assertThat(types.get(i))
                    .as("event %d of %s", i, types)
                    .isEqualTo(i % 2 == 1 ? "test.Suspended" : "test.Resumed");
        }
    }

    @Test
    void of_30_creators_of_one_id_one_succeeds_and_the_others_learn_that_it_exists() {
        String id = newId();

        List<Optional<Throwable>> outcomes = together(30, i -> sending(new Open(id, "ann"), String.class));

        assertThat(outcomes.stream().flatMap(Optional::stream)).hasSize(29).allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(EntityAlreadyExistsForCreationalCommandHandlerException.class));
        assertThat(store.typesTagged("account=" + id)).containsExactly("test.Opened");
    }

    @Test
    void a_refusal_of_the_handler_arrives_as_it_was_thrown() {
        String id = opened();
        send(new Suspend(id), Object.class);

        assertThatThrownBy(() -> send(new Suspend(id), Object.class)).isExactlyInstanceOf(NotActive.class);
        assertThat(store.typesTagged("account=" + id)).containsExactly("test.Opened", "test.Suspended");
    }

    @Test
    void one_command_decides_on_two_entities_and_its_event_belongs_to_both() {
        String from = opened();
        String to = opened();

        assertThat(send(new Move(from, to), Integer.class)).isEqualTo(1);

        assertThat(store.typesTagged("account=" + from)).containsExactly("test.Opened", "test.Moved");
        assertThat(store.typesTagged("account=" + to)).containsExactly("test.Opened", "test.Moved");
        assertThat(send(new Move(to, from), Integer.class)).isEqualTo(2);
    }

    @Test
    void what_happened_to_the_second_entity_before_it_was_read_is_no_conflict() {
        String first = opened();
        String second = opened();
        for (int i = 0; i < 6; i++) {
            send(new Toggle(second), Object.class);
        }

        int read = await(
                store.decide(List.of(account(first), account(second)), () -> {}, new Moved(List.of(first, second))));

        assertThat(read).isEqualTo(1 + 7);
    }

    @Test
    void what_happens_to_either_entity_after_both_were_read_is_a_conflict() {
        String first = opened();
        String second = opened();
        for (String changed : List.of(first, second)) {
            assertConflict(store.decide(
                    List.of(account(first), account(second)),
                    () -> send(new Toggle(changed), Object.class),
                    new Moved(List.of(first, second))));
        }
        assertThat(store.count("select count(*) from es_event where type = 'test.Moved'"))
                .isZero();
    }

    @Test
    void what_happens_to_the_first_entity_while_the_second_is_still_to_be_read_is_a_conflict() {
        String first = opened();
        String second = opened();

        assertConflict(store.decide(
                List.of(account(first)),
                () -> send(new Toggle(first), Object.class),
                List.of(account(second)),
                new Moved(List.of(first, second))));
        // The marker of both is the older one: the change of the second cannot be told from a later one.
        assertConflict(store.decide(
                List.of(account(first)),
                () -> send(new Toggle(second), Object.class),
                List.of(account(second)),
                new Moved(List.of(first, second))));
    }

    @Test
    void an_event_of_others_conflicts_through_any_of_its_tags() {
        String mine = opened();
        String other = opened();

        assertConflict(store.decide(
                List.of(account(mine)), () -> send(new Move(other, mine), Integer.class), new Suspended(mine)));
        assertNoConflict(
                store.decide(List.of(account(mine)), () -> send(new Toggle(other), Object.class), new Suspended(mine)));
    }

    @Test
    void only_events_of_the_types_that_were_read_conflict() {
        String id = opened();
        EventCriteria moves = account(id)
                .or(EventCriteria.havingTags("child", "none")
                        .andBeingOneOfTypes(new QualifiedName("test.ChildOpened")));
        EventCriteria onlyMoves =
                EventCriteria.havingTags("account", id).andBeingOneOfTypes(new QualifiedName("test.Moved"));
        String other = opened();

        assertNoConflict(
                store.decide(List.of(onlyMoves), () -> send(new Toggle(id), Object.class), new Moved(List.of(id))));
        assertConflict(store.decide(List.of(moves), () -> send(new Toggle(id), Object.class), new Moved(List.of(id))));
        send(new Toggle(id), Object.class);
        send(new Toggle(id), Object.class);
        assertConflict(store.decide(
                List.of(onlyMoves),
                () -> await(store.decide(List.of(account(id)), () -> {}, new Moved(List.of(id, other)))),
                new Moved(List.of(id))));
    }

    @Test
    void a_criterion_with_two_tags_is_about_events_that_have_both() {
        String a = opened();
        String b = opened();
        EventCriteria both = EventCriteria.havingTags("account", a, "account", b);

        assertNoConflict(
                store.decide(List.of(both), () -> send(new Toggle(a), Object.class), new ChildOpened(newId(), a)));
        send(new Toggle(a), Object.class);
        assertConflict(
                store.decide(List.of(both), () -> send(new Move(a, b), Integer.class), new ChildOpened(newId(), a)));
        assertThat(await(store.decide(List.of(both), () -> {}, new ChildOpened(newId(), a))))
                .isEqualTo(1);
    }

    @Test
    void several_criteria_read_each_event_once() {
        String a = opened();
        String b = opened();
        send(new Move(a, b), Integer.class);

        assertThat(await(store.decide(List.of(account(a).or(account(b))), () -> {}, new ChildOpened(newId(), a))))
                .isEqualTo(3);
    }

    @Test
    void tags_are_compared_by_every_character() {
        String id = "a\"b\\c,d{e}=é 'x' " + newId();
        String other = "z=,\"" + newId();
        send(new Open(id, "ann"), String.class);
        send(new Open(other, "bob"), String.class);

        assertThat(send(new Move(id, other), Integer.class)).isEqualTo(1);
        assertThat(send(new Move(id, other), Integer.class)).isEqualTo(2);
        assertThat(store.tailed(TailPosition.FIRST).getLast().tags())
                .containsExactlyInAnyOrder("account=" + id, "account=" + other);
    }

    @Test
    void creators_below_one_parent_do_not_wait_for_each_other_but_a_change_of_the_parent_waits_for_them()
            throws Exception {
        String parent = opened();
        SqlConnection open = store.begin();
        store.appendOn(
                open,
                AppendCondition.withCriteria(account(parent).or(EventCriteria.havingTags("child", "first")))
                        .withMarker(currentMarker()),
                new ChildOpened("first", parent));

        send(new OpenChild("second", parent), String.class);
        CompletableFuture<Object> suspended = sending(new Suspend(parent), Object.class);
        assertThatThrownBy(() -> suspended.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        TestStore.end(open, "COMMIT");

        await(suspended);
        assertThatThrownBy(() -> send(new OpenChild("third", parent), String.class))
                .isInstanceOf(NotActive.class);
    }

    private SnapshotMarker currentMarker() {
        return new SnapshotMarker(store.query("select pg_current_snapshot()::text")
                .iterator()
                .next()
                .getString(0));
    }

    @Test
    void no_child_is_opened_below_a_parent_that_was_suspended_before() {
        int opened = 0;
        for (int round = 0; round < 40; round++) {
            String parent = opened();
            String child = newId();
            List<Optional<Throwable>> outcomes = together(
                    2,
                    i -> i == 0
                            ? gateway.send(new OpenChild(child, parent), Object.class)
                            : gateway.send(new Suspend(parent), Object.class));
            assertThat(outcomes.getLast()).as("the suspension has no rival").isEmpty();

            List<String> log = new ArrayList<>();
            store.query(
                            "select type from es_event where tags && array[$1, $2]::text[] order by txid, position",
                            "account=" + parent,
                            "child=" + child)
                    .forEach(row -> log.add(row.getString(0)));
            if (log.contains("test.ChildOpened")) {
                assertThat(log).containsExactly("test.Opened", "test.ChildOpened", "test.Suspended");
                opened++;
            } else {
                assertThat(log).containsExactly("test.Opened", "test.Suspended");
            }
        }
        assertThat(opened).as("rounds in which the child came first").isPositive();
    }

    @Test
    void an_append_after_another_write_or_in_another_isolation_is_refused() {
        SqlConnection late = store.begin();
        await(late.query("update es_store set single = true").execute());
        assertThatThrownBy(() -> store.appendOn(late, AppendCondition.none(), new Opened(newId(), "ann")))
                .isInstanceOfSatisfying(
                        PgException.class, e -> assertThat(e.getSqlState()).isEqualTo("ES002"));
        TestStore.end(late, "ROLLBACK");

        SqlConnection frozen = store.begin();
        await(frozen.query("set transaction isolation level repeatable read").execute());
        assertThatThrownBy(() -> store.appendOn(frozen, AppendCondition.none(), new Moved(List.of("a", "b"))))
                .isInstanceOfSatisfying(
                        PgException.class, e -> assertThat(e.getSqlState()).isEqualTo("ES003"));
        TestStore.end(frozen, "ROLLBACK");
    }

    @Test
    void sourcing_is_bounded_and_needs_a_tag() {
        SqlConnection connection = store.begin();
        Object[] events = new Object[AppendStatement.MAX_EVENTS];
        for (int i = 0; i < events.length; i++) {
            events[i] = new Suspended("much");
        }
        store.appendOn(connection, AppendCondition.none(), events);
        TestStore.end(connection, "COMMIT");

        assertThat(await(store.decide(List.of(account("much")), () -> {}, new Suspended("much"))))
                .isEqualTo(1_000);
        assertThat(failureOf(store.decide(List.of(account("much")), () -> {}, new Suspended("much"))))
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("more than 1000 events"));
        EventCriteria anywhere = EventCriteria.havingAnyTag().andBeingOneOfTypes(new QualifiedName("test.Opened"));
        for (EventCriteria criteria : List.of(anywhere, EventCriteria.havingAnyTag())) {
            assertThat(failureOf(store.decide(List.of(criteria), () -> {}, new Suspended("much"))))
                    .hasValueSatisfying(
                            failure -> assertThat(failure).isInstanceOf(UnsupportedOperationException.class));
        }
    }
}

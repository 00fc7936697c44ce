package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.subaccounts.platform.eventstore.TestStore.newId;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.Accounts.NotActive;
import org.subaccounts.platform.eventstore.Accounts.Open;
import org.subaccounts.platform.eventstore.Accounts.Opened;
import org.subaccounts.platform.eventstore.Accounts.Resumed;
import org.subaccounts.platform.eventstore.Accounts.Suspend;
import org.subaccounts.platform.eventstore.Accounts.Suspended;
import org.subaccounts.platform.eventstore.Accounts.Toggle;

class InlineProjectionTest {
    private static final String REQUEST = "request";

    private final List<Optional<Object>> results = Collections.synchronizedList(new ArrayList<>());
    private TestStore store;
    private Commands commands;

    @BeforeEach
    void start() {
        store = TestStore.create();
        store.query("create table account_view (id text primary key, owner text unique, active boolean)");
        store.query("create table request (id text primary key, result text)");
        store.projections.add(InlineProjectionTest::project);
        store.resultListeners.add(this::remember);
        commands = store.commands();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private static void project(EventMessage event, PgUnitOfWork work) {
        switch (event.payload()) {
            case Opened opened ->
                work.enlist("insert into account_view values ($1, $2, true)", Tuple.of(opened.id(), opened.owner()));
            case Suspended suspended ->
                work.enlist("update account_view set active = false where id = $1", Tuple.of(suspended.id()));
            case Resumed resumed ->
                work.enlist("update account_view set active = true where id = $1", Tuple.of(resumed.id()));
            case null, default -> {}
        }
    }

    private void remember(CommandMessage command, @Nullable Object result, PgUnitOfWork work) {
        results.add(Optional.ofNullable(result));
        String request = command.metadata().get(REQUEST);
        if (request != null) {
            work.enlist("insert into request values ($1, $2)", Tuple.of(request, String.valueOf(result)));
        }
    }

    private <R> R send(Object command, Class<R> result, String request) {
        return TestStore.await(sending(command, result, request));
    }

    private <R> CompletableFuture<R> sending(Object command, Class<R> result, String request) {
        return commands.send(command, result, Map.of(REQUEST, request, "actor", "ann"))
                .subscribeAsCompletionStage();
    }

    private long rows(String table) {
        return store.count("select count(*) from " + table);
    }

    @Test
    void the_read_model_and_the_record_of_the_request_are_there_when_the_command_has_returned() {
        String id = send(new Open(newId(), "ann"), String.class, "r1");
        assertThat(store.count("select count(*) from account_view where id = $1 and active", id))
                .isEqualTo(1);
        assertThat(store.count("select count(*) from request where id = 'r1' and result = $1", id))
                .isEqualTo(1);

        send(new Suspend(id), Object.class, "r2");
        assertThat(store.count("select count(*) from account_view where id = $1 and not active", id))
                .isEqualTo(1);
        assertThat(rows(REQUEST)).isEqualTo(2);
        assertThat(results).containsExactly(Optional.of(id), Optional.empty());
    }

    @Test
    void a_read_model_that_refuses_takes_the_event_and_the_record_with_it() {
        for (int round = 0; round < 3; round++) {
            String owner = "owner-" + round;
            String first = send(new Open(newId(), owner), String.class, "first-" + round);
            String second = newId();

            assertThatThrownBy(() -> send(new Open(second, owner), String.class, "second"))
                    .isInstanceOfSatisfying(
                            PgException.class, e -> assertThat(e.getSqlState()).isEqualTo("23505"));

            assertThat(store.typesTagged("account=" + second)).isEmpty();
            assertThat(store.typesTagged("account=" + first)).containsExactly("test.Opened");
            assertThat(rows("account_view")).isEqualTo(round + 1);
            assertThat(store.count("select count(*) from request where id = 'second'"))
                    .isZero();
        }
    }

    @Test
    void a_record_that_exists_already_takes_the_event_and_the_read_model_with_it() {
        send(new Open(newId(), "ann"), String.class, "same");
        String second = newId();

        assertThatThrownBy(() -> send(new Open(second, "bob"), String.class, "same"))
                .isInstanceOf(PgException.class);

        assertThat(store.typesTagged("account=" + second)).isEmpty();
        assertThat(rows("account_view")).isEqualTo(1);
        assertThat(rows(REQUEST)).isEqualTo(1);
    }

    @Test
    void a_refused_command_leaves_nothing() {
        String id = send(new Open(newId(), "ann"), String.class, "open");
        send(new Suspend(id), Object.class, "suspend");
        results.clear();

        assertThatThrownBy(() -> send(new Suspend(id), Object.class, "again")).isInstanceOf(NotActive.class);

        assertThat(results).isEmpty();
        assertThat(rows(REQUEST)).isEqualTo(2);
    }

    @Test
    void under_conflicts_the_read_model_agrees_with_the_log_and_each_success_is_recorded_once() {
        String id = send(new Open(newId(), "ann"), String.class, "open");

        List<CompletableFuture<Object>> sent = IntStream.range(0, 30)
                .mapToObj(i -> sending(new Toggle(id), Object.class, "toggle-" + i))
                .toList();
        long succeeded = sent.stream()
                .map(TestStore::failureOf)
                .filter(Optional::isEmpty)
                .count();

        List<String> types = store.typesTagged("account=" + id);
        assertThat(types).hasSize((int) succeeded + 1);
        assertThat(rows(REQUEST)).isEqualTo(succeeded + 1);
        assertThat(results.size()).as("attempts").isGreaterThan(types.size());
        assertThat(store.count(
                        "select count(*) from account_view where id = $1 and active = $2",
                        id,
                        !types.getLast().equals("test.Suspended")))
                .isEqualTo(1);
    }

    @Test
    void metadata_of_the_command_is_metadata_of_its_events() {
        send(new Open(newId(), "ann"), String.class, "r1");

        assertThat(store.tailed(TailPosition.FIRST).getFirst().metadata())
                .containsEntry("actor", "ann")
                .containsEntry(REQUEST, "r1")
                .containsKeys("correlationId", "causationId");
    }

    @Test
    void an_append_that_the_read_models_would_miss_is_refused() {
        PostgresEventStorageEngine strict = new PostgresEventStorageEngine(
                store.pool,
                store.vertx,
                store.json,
                store.signal,
                new EventStoreSettings(10, EventStoreSettings.DEFAULT.pollInterval(), true));

        assertThat(TestStore.failureOf(strict.appendEvents(
                        AppendCondition.none(), null, List.of(TestStore.tagged(new Opened("x", "ann"))))))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(IllegalStateException.class));
    }

    @Test
    void a_command_that_loses_every_time_fails_after_five_retries_and_leaves_nothing() {
        store.query("create function lose() returns trigger language plpgsql as"
                + " $$ begin raise exception 'lost' using errcode = '40001'; end $$");
        store.query("create trigger lose before insert on account_view for each row execute function lose()");
        String id = newId();

        assertThatThrownBy(() -> send(new Open(id, "ann"), String.class, "r1")).isInstanceOf(PgException.class);

        assertThat(results).hasSize(1 + Commands.MAX_RETRIES);
        assertThat(store.typesTagged("account=" + id)).isEmpty();
        assertThat(rows(REQUEST)).isZero();
    }

    @Test
    void what_was_enlisted_by_a_unit_of_work_that_fails_is_dropped_and_its_holder_told() {
        List<CompletableFuture<?>> enlisted = new ArrayList<>();
        CompletableFuture<Object> failing = store.axon()
                .getComponent(UnitOfWorkFactory.class)
                .create()
                .executeWithResult(context -> {
                    enlisted.add(PgUnitOfWork.of(context, store.pool)
                            .enlist("insert into request values ('dropped', '')", Tuple.tuple()));
                    return CompletableFuture.failedFuture(new NotActive("nobody"));
                });

        assertThat(TestStore.failureOf(failing))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(NotActive.class));
        assertThat(TestStore.failureOf(enlisted.getFirst()))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(NotActive.class));
        assertThat(rows(REQUEST)).isZero();
    }

    @Test
    void a_command_that_ran_again_ends_in_the_vertx_context_of_its_caller() {
        store.query("create sequence attempt");
        store.query("create function lose_once() returns trigger language plpgsql as $$ begin"
                + " if nextval('attempt') = 1 then raise exception 'lost' using errcode = '40001'; end if;"
                + " return new; end $$");
        store.query("create trigger lose before insert on account_view for each row execute function lose_once()");
        ContextInternal request = ((ContextInternal) store.vertx.getOrCreateContext()).duplicate();
        CompletableFuture<Context> endedIn = new CompletableFuture<>();

        request.runOnContext(run -> commands.send(new Open(newId(), "ann"), String.class, Map.of())
                .subscribe()
                .with(id -> endedIn.complete(Vertx.currentContext()), endedIn::completeExceptionally));

        assertThat(TestStore.await(endedIn)).isSameAs(request);
        assertThat(results).as("attempts").hasSize(2);
    }
}

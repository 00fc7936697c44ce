package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.subaccounts.platform.eventstore.TestStore.failureOf;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.axonframework.eventsourcing.configuration.EventSourcingConfigurer;
import org.axonframework.messaging.commandhandling.CommandMessage;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.Accounts.NotActive;
import org.subaccounts.platform.eventstore.Accounts.Open;
import org.subaccounts.platform.eventstore.Accounts.Opened;
import org.subaccounts.platform.eventstore.Accounts.Suspend;
import org.subaccounts.platform.testkit.PlatformTestResource;

@QuarkusTest
@QuarkusTestResource(
        value = PlatformTestResource.class,
        initArgs = @ResourceArg(name = "name", value = "eventstore"),
        restrictToAnnotatedClass = true)
class EventStoreProducerTest {
    @Singleton
    static class Model implements EventSourcedModel {
        @Override
        public void configure(EventSourcingConfigurer configurer) {
            new Accounts().configure(configurer);
        }
    }

    @Singleton
    static class View implements ReadModel {
        @Override
        public String name() {
            return "views";
        }

        @Override
        public List<String> tables() {
            return List.of("account_view");
        }

        @Override
        public List<Class<?>> events() {
            return List.of(Opened.class);
        }

        @Override
        public void project(EventMessage event, PgUnitOfWork work) {
            if (event.payload() instanceof Opened opened) {
                work.enlist("insert into account_view values ($1)", Tuple.of(opened.id()));
            }
        }
    }

    @Singleton
    static class Requests implements CommandResultListener {
        @Override
        public void onResult(CommandMessage command, @Nullable Object result, PgUnitOfWork work) {
            work.enlist(
                    "insert into request values ($1)",
                    Tuple.of(command.metadata().get("request")));
        }
    }

    @Inject
    Pool pool;

    @Inject
    Commands commands;

    @Inject
    EventTail tail;

    @Inject
    Outbox outbox;

    @Inject
    MeterRegistry meters;

    @Inject
    ReadModels readModels;

    @Test
    void with_beans_alone_a_service_has_commands_read_models_outbox_tail_and_metrics() {
        TestStore.await(
                pool.query("create table account_view (id text primary key)").execute());
        TestStore.await(pool.query("create table request (id text primary key)").execute());

        String id = send(new Open("a-1", "ann"), String.class, "r1");
        send(new Suspend(id), Object.class, "r2");
        assertThatThrownBy(() -> send(new Suspend(id), Object.class, "r3")).isInstanceOf(NotActive.class);
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        outbox.append(work, List.of(new OutboxEvent("test.Sent", "1", Map.of("n", 1), Map.of())));
        TestStore.await(work.commit());

        assertThat(TestStore.await(tail.read(TailPosition.FIRST, 10).subscribeAsCompletionStage()))
                .extracting(StoredEvent::type)
                .containsExactly("test.Opened", "test.Suspended", "test.Sent");
        assertThat(strings("select id from account_view")).containsExactly("a-1");
        assertThat(strings("select id from request order by id")).containsExactly("r1", "r2");
        assertThat(meters.find("eventstore.tail.stall").gauge()).isNotNull();
        assertThatTheViewCanBeRebuilt();
    }

    private void assertThatTheViewCanBeRebuilt() {
        TestStore.await(pool.query("insert into account_view values ('damage')").execute());
        assertThat(readModels.has("views")).isTrue();

        TestStore.await(readModels.rebuild("views").subscribeAsCompletionStage());

        Awaitility.await().untilAsserted(() -> assertThat(
                        TestStore.await(readModels.state("views").subscribeAsCompletionStage())
                                .status())
                .isEqualTo(ReadModelState.Status.DONE));
        assertThat(strings("select id from account_view")).containsExactly("a-1");
        send(new Open("a-2", "ann"), String.class, "r4");
        assertThat(strings("select id from account_view")).containsExactly("a-1", "a-2");
    }

    @Test
    void the_server_bounds_statements_locks_and_idle_transactions_of_the_pool() {
        assertThat(strings(
                        "select current_setting('statement_timeout') union all select current_setting('lock_timeout')"
                                + " union all select current_setting('idle_in_transaction_session_timeout')"))
                .containsExactly("10s", "5s", "10s");
    }

    @Test
    void a_connection_whose_server_hangs_is_closed_after_the_answer_timeout() throws Exception {
        SqlConnection hanging = TestStore.await(pool.getConnection());
        int pid = TestStore.await(hanging.query("select pg_backend_pid()").execute())
                .iterator()
                .next()
                .getInteger(0);
        signal("STOP", pid);
        try {
            assertThat(failureOf(hanging.query("select 1").execute().toCompletionStage()))
                    .isPresent();
        } finally {
            signal("CONT", pid);
        }
        assertThat(strings("select 'works'")).containsExactly("works");
    }

    private static void signal(String name, int pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Integer.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void axon_s_update_checker_is_not_asked_for() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("update"));
    }

    private List<String> strings(String sql) {
        return TestStore.await(pool.query(sql).execute().map(rows -> {
            List<String> values = new java.util.ArrayList<>();
            rows.forEach(row -> values.add(row.getString(0)));
            return values;
        }));
    }

    private <R> R send(Object command, Class<R> result, String request) {
        return TestStore.await(
                commands.send(command, result, Map.of("request", request)).subscribeAsCompletionStage());
    }
}

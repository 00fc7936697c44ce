package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.subaccounts.platform.eventstore.TestStore.newId;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.subaccounts.platform.eventstore.Accounts.Open;
import org.subaccounts.platform.eventstore.Accounts.Toggle;
import org.subaccounts.platform.eventstore.ReadModelRebuild.Stage;
import org.subaccounts.platform.eventstore.ReadModelState.Status;
import org.subaccounts.platform.testkit.TestDatabase;

class RebuildCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String KILL =
            "select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory'"
                    + " and l.objsubid = 1 and l.database = (select oid from pg_database where datname = current_database())"
                    + " and (l.classid::bigint << 32) | l.objid::bigint = " + ReadModelTables.LOCK_KEY;

    private final AccountRows model = new AccountRows();
    private TestStore store;
    private Commands commands;
    private List<String> good;
    private List<String> damaged;

    @BeforeEach
    void start() {
        store = TestStore.create();
        AccountRows.createIn(store);
        store.projections.add(model);
        commands = store.commands();
        for (int i = 0; i < 20; i++) {
            String id = newId();
            send(new Open(id, "ann"));
            send(new Toggle(id));
        }
        good = AccountRows.rows(store);
        store.query("update account_row set owner = 'mallory'");
        damaged = AccountRows.rows(store);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private void send(Object command) {
        TestStore.await(commands.send(command, Object.class, Map.of()).subscribeAsCompletionStage());
    }

    /** The process that the test kills. Arguments: stage, host, port, database, user, password. */
    static final class Rebuilding {
        public static void main(String[] arguments) {
            Stage last = Stage.valueOf(arguments[0]);
            TestStore store = TestStore.on(new TestDatabase(
                    arguments[1], Integer.parseInt(arguments[2]), arguments[3], arguments[4], arguments[5]));
            ReadModels models = AccountRows.readModels(store, new AccountRows(), stage -> {
                if (stage == last) {
                    System.out.println("REACHED");
                    System.out.flush();
                    sleep();
                }
            });
            TestStore.await(models.rebuild(AccountRows.NAME).subscribeAsCompletionStage());
            sleep();
        }

        private static void sleep() {
            try {
                Thread.sleep(LIMIT);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void after_kill_9_of_the_rebuilding_process_at_any_stage_the_live_tables_are_as_they_were(Stage stage)
            throws IOException {
        TestDatabase database = store.database;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rebuilding.class.getName(),
                        stage.name(),
                        database.host(),
                        Integer.toString(database.port()),
                        database.name(),
                        database.user(),
                        database.password())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            while (line != null && !line.equals("REACHED")) {
                line = output.readLine();
            }
            assertThat(line).isEqualTo("REACHED");
        } finally {
            process.toHandle().destroyForcibly();
        }

        assertThatNothingHappenedAndItCanRunAgain();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void when_the_rebuilding_connection_breaks_at_any_stage_the_live_tables_are_as_they_were(Stage stage) {
        ReadModels models = AccountRows.readModels(store, model, reached -> {
            if (reached == stage) {
                assertThat(store.count("select count(*) from (" + KILL + ") as killed"))
                        .isEqualTo(1);
            }
        });
        TestStore.await(models.rebuild(AccountRows.NAME).subscribeAsCompletionStage());

        assertThatNothingHappenedAndItCanRunAgain();
    }

    private void assertThatNothingHappenedAndItCanRunAgain() {
        ReadModels models = AccountRows.readModels(store, model, stage -> {});
        ReadModelState state = AccountRows.awaitEnd(models);
        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.error()).isEqualTo("the process that rebuilt it ended");
        assertThat(AccountRows.rows(store)).isEqualTo(damaged);

        Awaitility.await()
                .atMost(LIMIT)
                .ignoreException(RebuildRunningException.class)
                .until(() -> AccountRows.rebuild(models).status() == Status.DONE);

        assertThat(AccountRows.rows(store)).isEqualTo(good);
        send(new Open("after", "ann"));
        assertThat(store.count("select count(*) from account_overview where id = 'after'"))
                .isEqualTo(1);
    }
}

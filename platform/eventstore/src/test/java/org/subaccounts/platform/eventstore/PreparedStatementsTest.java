package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** Long statements are the ones whose parsing and planning costs most: each is prepared once on a connection. */
class PreparedStatementsTest {
    @Test
    void a_long_statement_is_prepared_once() throws Exception {
        TestDatabase database = TestInfrastructure.get().createDatabase("prepared");
        Vertx vertx = Vertx.vertx();
        Pool pool = TestStore.pool(vertx, database, 1);
        try {
            String statement = "select $1::text as given, " + "'and more', ".repeat(1_000) + "now()";
            for (int execution = 0; execution < 3; execution++) {
                assertThat(given(pool, statement)).isEqualTo("given");
            }
            assertThat(given(
                            pool,
                            "select generic_plans + custom_plans || ' executions' as given from pg_prepared_statements"
                                    + " where statement like 'select $1::text%and more%' and $1 = 'given'"))
                    .isEqualTo("3 executions");
        } finally {
            pool.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static String given(Pool pool, String statement) throws Exception {
        return pool.preparedQuery(statement)
                .execute(Tuple.of("given"))
                .map(rows -> rows.iterator().next().getString("given"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}

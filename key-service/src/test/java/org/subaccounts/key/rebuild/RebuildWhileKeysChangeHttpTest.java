package org.subaccounts.key.rebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestKey;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** The read model comes from the log alone, and can be made anew while the service works. */
@QuarkusTest
@WithTestResource(KeyTestResource.class)
class RebuildWhileKeysChangeHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WRITERS = 4;
    private static final String ROWS = "select k::text as row from api_key k order by k.id";

    @Inject
    Pool pool;

    @Test
    void the_rebuilt_read_model_is_the_live_one_row_by_row_also_when_keys_change_meanwhile() throws Exception {
        TestKey quiet = everythingThatCanHappen();
        query("update api_key set label = 'spoilt' where id = '" + quiet.id() + "'");
        AtomicBoolean rebuilt = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(writer(rebuilt)));
            }
            rebuild();
            rebuilt.set(true);
            for (Future<Integer> writer : writers) {
                assertThat(writer.get()).isPositive();
            }
        }
        assertThat(texts("select label from api_key where id = '" + quiet.id() + "'"))
                .containsExactly("renamed");
        List<String> live = texts(ROWS);
        rebuild();
        assertThat(texts(ROWS)).isEqualTo(live).isNotEmpty();
        quiet.request().get("/v2/ping").then().statusCode(200);
    }

    private static TestKey everythingThatCanHappen() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT);
        keys.owner().owns("acme.example.com");
        TestKey key = keys.created(List.of("127.0.0.0/8"), "messages:send:{acme.example.com}", "domains:read");
        keys.update(key.id(), new JsonObject().put("label", "renamed")).then().statusCode(200);
        keys.update(key.id(), new JsonObject().put("scopes", List.of("domains:write", "domains:read")))
                .then()
                .statusCode(200);
        keys.delete(keys.created("domains:read").id()).then().statusCode(200);
        return key;
    }

    /** Makes, changes and deletes keys; each is seen at once. Gives how many. */
    private static Callable<Integer> writer(AtomicBoolean rebuilt) {
        return () -> {
            KeyRing keys = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT);
            int made = 0;
            do {
                TestKey key = keys.created("domains:read");
                keys.update(key.id(), new JsonObject().put("label", "changed"))
                        .then()
                        .statusCode(200)
                        .body("label", equalTo("changed"));
                if (++made % 2 == 0) {
                    keys.delete(key.id()).then().statusCode(200);
                }
            } while (!rebuilt.get());
            return made;
        };
    }

    private static void rebuild() {
        String model = "/operator/v1/read-models/api-keys";
        String bearer = "Bearer " + TestInfrastructure.get().oidc().operatorToken();
        await().atMost(PATIENCE)
                .until(() -> given().header("Authorization", bearer)
                                .post(model + "/rebuild")
                                .statusCode()
                        == 202);
        await().atMost(PATIENCE).untilAsserted(() -> given().header("Authorization", bearer)
                .get(model)
                .then()
                .statusCode(200)
                .body("state", equalTo("done")));
    }

    private RowSet<Row> query(String sql) throws Exception {
        return pool.query(sql)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private List<String> texts(String sql) throws Exception {
        List<String> texts = new ArrayList<>();
        query(sql).forEach(row -> texts.add(row.getString(0)));
        return texts;
    }
}

package org.subaccounts.account.rebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.Operator;
import org.subaccounts.account.TestAccount;
import org.subaccounts.platform.security.UserIds;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestOidc;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class RebuildAccountsHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WRITERS = 4;
    private static final String ACCOUNTS = "/operator/v1/read-models/accounts";
    private static final String REBUILD = ACCOUNTS + "/rebuild";

    @Inject
    Pool pool;

    private final TestOidc oidc = TestInfrastructure.get().oidc();

    @Test
    void after_damage_the_rebuilt_tables_are_those_of_the_events_row_by_row() {
        TestAccount parent = TestAccount.parent("Acme");
        TestAccount child = parent.child("Child");
        parent.child("Other").get("").statusCode(200);
        Operator.does("suspend", parent.id(), "unpaid").statusCode(200);
        Operator.does("reinstate", parent.id(), "paid").statusCode(200);
        Operator.does("close", Operator.open("Gone"), "left").statusCode(200);
        await().atMost(PATIENCE).until(this::nothingIsLeftToDelete);
        List<String> accounts = rows("account", "id");
        List<String> members = rows("member", "account_id, user_id");
        String shown = child.get("").statusCode(200).extract().asString();
        sql("update account set name = 'damaged', status = 'suspended' where parent_id is not null");
        sql("delete from member");
        sql(
                "insert into member values (gen_random_uuid(), gen_random_uuid(), 'm@x.example', 'Mallory', 'Viewer', now())");

        post(oidc.operatorToken(), REBUILD)
                .statusCode(202)
                .body("object", equalTo("read_model"))
                .body("name", equalTo("accounts"))
                .body("started_at", notNullValue());
        await().atMost(PATIENCE)
                .until(() -> get(oidc.operatorToken(), ACCOUNTS).extract().path("state"), state -> !"running"
                        .equals(state));

        get(oidc.operatorToken(), ACCOUNTS)
                .statusCode(200)
                .body("state", equalTo("done"))
                .body("error", nullValue())
                .body("rows", equalTo(accounts.size() + members.size()));
        assertThat(rows("account", "id")).isEqualTo(accounts);
        assertThat(rows("member", "account_id, user_id")).isEqualTo(members).isNotEmpty();
        assertThat(child.get("").statusCode(200).extract().asString()).isEqualTo(shown);
        parent.post("/sub-accounts", new JsonObject().put("name", "After").put("website", "after.example.com"))
                .statusCode(201);
    }

    @Test
    void the_rebuilt_read_model_is_the_live_one_row_by_row_also_when_it_changes_meanwhile()
            throws InterruptedException, ExecutionException {
        TestAccount quiet = everythingThatCanHappen();
        Map<String, String> before = rows(quiet.id());
        AtomicBoolean rebuilt = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<Integer>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(i -> threads.submit(writer(rebuilt)))
                    .toList();
            rebuilds();
            rebuilt.set(true);
            for (Future<Integer> writer : writers) {
                assertThat(writer.get()).isPositive();
            }
        }
        assertThat(rows(quiet.id())).isEqualTo(before);

        await().atMost(PATIENCE).until(this::nothingIsLeftToDelete);
        Map<String, String> live = rows(null);
        rebuilds();
        assertThat(rows(null)).isEqualTo(live).isNotEmpty();
        quiet.get("").statusCode(200);
        quiet.createChild("after the rebuild");
    }

    @Test
    void only_an_operator_may_rebuild() {
        given().post(REBUILD).then().statusCode(401).body("message", notNullValue());
        given().get(ACCOUNTS).then().statusCode(401);
        post(oidc.token("viewer"), REBUILD).statusCode(403).body("message", equalTo("the role operator is required"));
        get(oidc.token("viewer"), ACCOUNTS).statusCode(403);
    }

    @Test
    void a_read_model_that_the_service_does_not_have_is_not_found() {
        post(oidc.operatorToken(), "/operator/v1/read-models/api-keys/rebuild")
                .statusCode(404)
                .body("message", equalTo("read model not found"));
        get(oidc.operatorToken(), "/operator/v1/read-models/api-keys").statusCode(404);
    }

    @Test
    void while_one_replica_rebuilds_another_is_refused() {
        SqlConnection replica = done(pool.getConnection());
        done(replica.query("select pg_advisory_lock(hashtextextended('es_read_model', 2))")
                .execute());

        post(oidc.operatorToken(), REBUILD)
                .statusCode(409)
                .body("message", equalTo("a read model of this service is being rebuilt already"));

        done(replica.query("select pg_advisory_unlock(hashtextextended('es_read_model', 2))")
                .execute());
        done(replica.close());
    }

    private static TestAccount everythingThatCanHappen() {
        TestAccount parent = TestAccount.parent("Quiet");
        TestAccount child = parent.child("Child");
        parent.put("", new JsonObject().put("about", "Receipts").put("track_opens", true));
        child.put("", new JsonObject().put("website", "https://shop.example.com/x"));
        Operator.put("/" + parent.id(), new JsonObject().put("request_burst", 9_000));
        child.post("/members", new JsonObject().put("email", "jo@example.com").put("role", "Analyst"));
        parent.post("/members", new JsonObject().put("email", "jo@example.com").put("role", "Analyst"));
        parent.delete("/members/" + UserIds.of("jo@example.com"));
        parent.put("/sub-accounts/" + child.id(), new JsonObject().put("monthly_credit", 5));
        suspend(parent, child.id()).statusCode(200);
        parent.delete("/sub-accounts/" + parent.createChild("Deleted")).statusCode(200);
        TestAccount closed = TestAccount.parent("Closed");
        closed.createChild("Child");
        Operator.does("close", closed.id(), "left").statusCode(200);
        return parent;
    }

    private static ValidatableResponse suspend(TestAccount parent, UUID child) {
        return parent.post("/sub-accounts/" + child + "/suspend", new JsonObject().put("reason", "spam"));
    }

    /** Creates and suspends sub accounts; none of it may be lost or seen late. Gives how many. */
    private static Callable<Integer> writer(AtomicBoolean rebuilt) {
        return () -> {
            TestAccount parent = TestAccount.parent("Busy");
            int written = 0;
            do {
                UUID child = parent.createChild("Child");
                suspend(parent, child).statusCode(200).body("status", equalTo("suspended"));
                written++;
            } while (!rebuilt.get() && written < 90);
            parent.get("/sub-accounts").body("data.size()", equalTo(written));
            return written;
        };
    }

    private void rebuilds() {
        post(oidc.operatorToken(), REBUILD).statusCode(202);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        get(oidc.operatorToken(), ACCOUNTS).statusCode(200).body("state", equalTo("done")));
    }

    private boolean nothingIsLeftToDelete() {
        return done(pool.query("select from account c join account p on p.id = c.parent_id"
                                        + " where p.status = 'deleted' and c.status <> 'deleted'")
                                .execute())
                        .size()
                == 0;
    }

    /** Every row of the read model, or those of one family, by its key. */
    private Map<String, String> rows(@Nullable UUID family) {
        Map<String, String> rows = new LinkedHashMap<>();
        String sql = """
                select 'account ' || a.id as key, to_jsonb(a)::text as value, coalesce(a.parent_id, a.id) as family
                  from account a
                union all
                select 'member ' || m.account_id || '/' || m.user_id, to_jsonb(m)::text, coalesce(a.parent_id, a.id)
                  from member m join account a on a.id = m.account_id
                order by 1""";
        done(pool.query(sql).execute()).forEach(row -> {
            if (family == null || family.equals(row.getUUID("family"))) {
                rows.put(row.getString("key"), row.getString("value"));
            }
        });
        return rows;
    }

    private static ValidatableResponse post(String token, String path) {
        return given().header("Authorization", "Bearer " + token).post(path).then();
    }

    private static ValidatableResponse get(String token, String path) {
        return given().header("Authorization", "Bearer " + token).get(path).then();
    }

    private List<String> rows(String table, String order) {
        List<String> rows = new ArrayList<>();
        done(pool.query("select t::text from " + table + " t order by " + order).execute())
                .forEach(row -> rows.add(row.getString(0)));
        return rows;
    }

    private void sql(String statement) {
        done(pool.query(statement).execute());
    }

    @CanIgnoreReturnValue
    private static <T> T done(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}

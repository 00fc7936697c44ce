package org.subaccounts.key.rebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestKey;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestOidc;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class RebuildApiKeysHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String API_KEYS = "/operator/v1/read-models/api-keys";
    private static final String REBUILD = API_KEYS + "/rebuild";

    @Inject
    Pool pool;

    private final TestOidc oidc = TestInfrastructure.get().oidc();

    @Test
    void after_damage_the_rebuilt_table_is_that_of_the_events_row_by_row() {
        List<TestKey> used = new ArrayList<>();
        for (KeyRing.Kind kind : KeyRing.Kind.values()) {
            KeyRing keys = KeyRing.of(kind);
            used.add(keys.created(List.of("127.0.0.0/8", "10.1.0.0/16"), "domains:read"));
            TestKey changed = keys.created("domains:read");
            keys.update(changed.id(), KeyRing.body("renamed", "domains:write"))
                    .then()
                    .statusCode(200);
            keys.delete(keys.created("domains:read").id()).then().statusCode(200);
        }
        List<String> rows = rows();
        List<String> indexes = indexes();
        assertThat(indexes).anyMatch(index -> index.contains("api_key_domain_scopes"));
        assertThat(rows).hasSizeGreaterThanOrEqualTo(3 * KeyRing.Kind.values().length);
        sql("update api_key set revoked_at = null, label = 'damaged'");
        sql("delete from api_key where revoked_at is null and ip_allow_list = '{}'");
        sql(
                "insert into api_key (id, account_id, label, public_key, secret_hash, scopes, ip_allow_list, created_at, updated_at)"
                        + " values (gen_random_uuid(), gen_random_uuid(), 'made up', 'p', 's', '[]', '{}', now(), now())");

        post(oidc.operatorToken(), REBUILD).statusCode(202).body("name", equalTo("api-keys"));
        await().atMost(PATIENCE)
                .until(() -> get(oidc.operatorToken(), API_KEYS).extract().path("state"), state -> !"running"
                        .equals(state));

        get(oidc.operatorToken(), API_KEYS)
                .statusCode(200)
                .body("state", equalTo("done"))
                .body("error", nullValue())
                .body("rows", equalTo(rows.size()));
        assertThat(rows()).isEqualTo(rows);
        assertThat(indexes()).isEqualTo(indexes);
        for (TestKey key : used) {
            key.request().get("/v2/ping").then().statusCode(200);
        }
        for (KeyRing.Kind kind : KeyRing.Kind.values()) {
            KeyRing.of(kind).created("domains:read");
        }
    }

    @Test
    void only_an_operator_may_rebuild() {
        given().post(REBUILD).then().statusCode(401);
        given().get(API_KEYS).then().statusCode(401);
        post(oidc.token("viewer"), REBUILD).statusCode(403);
        get(oidc.token("viewer"), API_KEYS).statusCode(403);
    }

    @Test
    void a_read_model_that_the_service_does_not_have_is_not_found() {
        post(oidc.operatorToken(), "/operator/v1/read-models/accounts/rebuild").statusCode(404);
        get(oidc.operatorToken(), "/operator/v1/read-models/accounts").statusCode(404);
    }

    @Test
    void while_one_replica_rebuilds_another_is_refused() {
        SqlConnection replica = done(pool.getConnection());
        done(replica.query("select pg_advisory_lock(hashtextextended('es_read_model', 2))")
                .execute());

        post(oidc.operatorToken(), REBUILD).statusCode(409);

        done(replica.query("select pg_advisory_unlock(hashtextextended('es_read_model', 2))")
                .execute());
        done(replica.close());
    }

    private static ValidatableResponse post(String token, String path) {
        return given().header("Authorization", "Bearer " + token).post(path).then();
    }

    private static ValidatableResponse get(String token, String path) {
        return given().header("Authorization", "Bearer " + token).get(path).then();
    }

    private List<String> rows() {
        return strings("select k::text from api_key k order by id");
    }

    private List<String> indexes() {
        return strings(
                "select indexdef from pg_indexes where schemaname = 'public' and tablename = 'api_key' order by 1");
    }

    private List<String> strings(String sql) {
        List<String> rows = new ArrayList<>();
        done(pool.query(sql).execute()).forEach(row -> rows.add(row.getString(0)));
        return rows;
    }

    private void sql(String statement) {
        done(pool.query(statement).execute());
    }

    @CanIgnoreReturnValue
    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}

package org.subaccounts.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;

/** Rows of the first version become what the service writes for their upcast events. */
@QuarkusTest
@WithTestResource(KeyTestResource.class)
class MigrationTest {
    private static final String MIGRATION = "/db/migration/V1_002__domain_scopes_last_use_history.sql";

    @Inject
    Pool pool;

    @Inject
    ObjectMapper json;

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.600Z", "2026-01-02T03:04:05Z"})
    void old_scopes_are_as_old_as_their_key_and_bound_to_no_domain(String createdAt) throws Exception {
        UUID first = new UUID(1, 1);
        UUID second = new UUID(2, 2);
        String old =
                "[{\"id\":\"" + first + "\",\"scope\":\"*\"},{\"id\":\"" + second + "\",\"scope\":\"domains:read\"}]";
        Instant time = Instant.parse(createdAt);
        JsonArray expected = new JsonArray(json.writeValueAsString(List.of(
                new GrantedScope(first, "*", null, time), new GrantedScope(second, "domains:read", null, time))));
        assertThat(new JsonArray(migrated(old, createdAt))).isEqualTo(expected);
        assertThat(new JsonArray(migrated("[]", createdAt))).isEmpty();
    }

    /** In a table of the session that hides the real one. */
    private String migrated(String scopes, String createdAt) throws Exception {
        return pool.withConnection(connection -> connection
                        .query("create temp table api_key (scopes jsonb, created_at timestamptz)")
                        .execute()
                        .compose(made -> connection
                                .query("insert into api_key values ('" + scopes + "', '" + createdAt + "')")
                                .execute())
                        .compose(filled -> connection.query(update()).execute())
                        .compose(updated -> connection
                                .query("select scopes::text from pg_temp.api_key")
                                .execute())
                        .map(rows -> rows.iterator().next().getString(0))
                        .compose(text -> connection
                                .query("drop table pg_temp.api_key")
                                .execute()
                                .map(text)))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static String update() {
        try (InputStream migration = MigrationTest.class.getResourceAsStream(MIGRATION)) {
            String sql = new String(migration.readAllBytes(), StandardCharsets.UTF_8);
            return sql.substring(sql.indexOf("update api_key"), sql.indexOf(';'));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

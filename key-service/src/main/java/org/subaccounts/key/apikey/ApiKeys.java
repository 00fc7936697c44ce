package org.subaccounts.key.apikey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.platform.http.PageRequest;

/** Reads keys; a read after a write shows the write. Every read is bound to one account. */
@ApplicationScoped
public class ApiKeys {
    private static final TypeReference<List<GrantedScope>> SCOPES = new TypeReference<>() {};
    private static final String SELECT = """
            select k.id, k.account_id, k.label, k.public_key, k.scopes::text as scopes, k.ip_allow_list, k.created_at,
                   k.updated_at, u.last_used_at
              from api_key k left join api_key_use u on u.key_id = k.id
             where k.account_id = $1 and k.revoked_at is null""";
    private static final String BY_ID = SELECT + " and k.id = $2";
    private static final String OLDER = SELECT + " and ($2::uuid is null or k.id < $2) order by k.id desc limit $3";
    private static final String NEWER = SELECT + " and k.id > $2 order by k.id limit $3";
    private static final String EVER_HAD = "select 1 from api_key where id = $2 and account_id = $1";

    private final Pool pool;
    private final ObjectMapper json;

    public ApiKeys(Pool pool, ObjectMapper json) {
        this.pool = pool;
        this.json = json;
    }

    /** Fails with {@link ApiKeyRefusal.NotFound}, also for a revoked key. */
    public Uni<ApiKeyView> get(UUID account, UUID key) {
        return query(BY_ID, Tuple.of(account, key)).map(rows -> {
            if (rows.size() == 0) {
                throw new ApiKeyRefusal.NotFound();
            }
            return view(rows.iterator().next());
        });
    }

    /** Up to one more than the page holds, in the order that the page expects. */
    public Uni<List<ApiKeyView>> page(UUID account, PageRequest page) {
        int rows = page.limit() + 1;
        return (page.before() != null
                        ? query(NEWER, Tuple.of(account, page.before(), rows))
                        : query(OLDER, Tuple.of(account, page.after(), rows)))
                .map(this::views);
    }

    /** Fails with {@link ApiKeyRefusal.NotFound} if the account never had this key; a revoked one it had. */
    public Uni<Void> requireEverHad(UUID account, UUID key) {
        return query(EVER_HAD, Tuple.of(account, key))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw new ApiKeyRefusal.NotFound();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }

    private List<ApiKeyView> views(RowSet<Row> rows) {
        List<ApiKeyView> views = new ArrayList<>(rows.size());
        rows.forEach(row -> views.add(view(row)));
        return views;
    }

    private ApiKeyView view(Row row) {
        UUID id = row.getUUID("id");
        OffsetDateTime lastUsed = row.getOffsetDateTime("last_used_at");
        return new ApiKeyView(
                "api_key",
                id,
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                lastUsed == null ? null : lastUsed.toInstant(),
                row.getUUID("account_id"),
                row.getString("label"),
                row.getString("public_key"),
                ApiKeyView.ScopeView.of(id, scopes(row.getString("scopes"))),
                List.of(row.getArrayOfStrings("ip_allow_list")));
    }

    private List<GrantedScope> scopes(String text) {
        try {
            return json.readValue(text, SCOPES);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.subaccounts.account.floor;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.subaccount.create.CreateSubAccountResource;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.AnyKey;
import org.subaccounts.platform.security.InternalOnly;

/**
 * What creating a sub account would cost without events, read model and idempotency: one INSERT, or a SELECT and an INSERT,
 * into {@code floor_row (id uuid primary key, name text, website text)}, which the benchmark creates. Answers 404 unless
 * {@code platform.floors.enabled}.
 */
@Path("/internal/v1/floors")
public class FloorResource {
    private static final String INSERT = "insert into floor_row (id, name, website) values ($1, $2, $3)";
    private static final String LIST = "select id, name, website from floor_row order by id desc limit 100";
    private static final String SELECT = "select name, website from floor_row where id = $1";

    private final Pool pool;
    private final boolean enabled;

    public FloorResource(
            Pool pool, @ConfigProperty(name = "platform.floors.enabled", defaultValue = "false") boolean enabled) {
        this.pool = pool;
        this.enabled = enabled;
    }

    @POST
    @Path("insert")
    @InternalOnly
    public Uni<Response> insert(CreateSubAccountResource.@Nullable Request body) {
        return store(check(body));
    }

    /** The same behind an API key: what authorization costs. */
    @POST
    @Path("authorized-insert")
    @AnyKey
    public Uni<Response> authorizedInsert(CreateSubAccountResource.@Nullable Request body) {
        return store(check(body));
    }

    @POST
    @Path("select-insert")
    @InternalOnly
    public Uni<Response> selectAndInsert(CreateSubAccountResource.@Nullable Request body) {
        CreateSubAccountResource.Request request = check(body);
        return Uni.createFrom()
                .completionStage(() ->
                        pool.preparedQuery(SELECT).execute(Tuple.of(Ids.next())).toCompletionStage())
                .chain(found -> store(request));
    }

    /** 100 rows as a JSON array. */
    @GET
    @Path("list")
    @InternalOnly
    public Uni<List<FloorRow>> list() {
        requireEnabled();
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(LIST).execute().toCompletionStage())
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new FloorRow(row.getUUID("id"), row.getString("name"), row.getString("website")))
                        .toList());
    }

    /** A row as JSON. */
    public record FloorRow(UUID id, String name, String website) {}

    private CreateSubAccountResource.Request check(CreateSubAccountResource.@Nullable Request body) {
        requireEnabled();
        return Inputs.body(body);
    }

    private void requireEnabled() {
        if (!enabled) {
            throw new Refusal(404, "not found");
        }
    }

    private Uni<Response> store(CreateSubAccountResource.Request request) {
        UUID id = Ids.next();
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(INSERT)
                        .execute(Tuple.of(id, request.name(), request.website()))
                        .toCompletionStage())
                .map(done -> Response.status(201)
                        .entity(new JsonObject()
                                .put("id", id.toString())
                                .put("name", request.name())
                                .put("website", request.website())
                                .getMap())
                        .build());
    }
}

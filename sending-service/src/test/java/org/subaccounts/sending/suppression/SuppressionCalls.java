package org.subaccounts.sending.suppression;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.TestAccount;

/** What an account does with its suppressions over HTTP. Parameters: names and values in turn. */
public record SuppressionCalls(TestAccount account) {
    /** When suppressions end that say nothing else. */
    public static final Instant LATER = Instant.parse("2998-01-01T00:00:00Z");

    public static SuppressionCalls ofNewAccount() {
        return new SuppressionCalls(TestAccount.with());
    }

    public static JsonObject body(String email) {
        return new JsonObject().put("email", email).put("expires_at", LATER.toString());
    }

    public Response add(JsonObject body) {
        return account.request().body(body.encode()).post(account.path("/suppressions"));
    }

    public Response add(String email) {
        return add(body(email));
    }

    public Response add(String email, String domain) {
        return add(body(email).put("domain", domain));
    }

    public Response list(String... parameters) {
        return with(parameters).get(account.path("/suppressions"));
    }

    public List<String> emails(String... parameters) {
        Response answer = list(parameters);
        answer.then().statusCode(200);
        return answer.jsonPath().getList("data.email");
    }

    public Response remove(String... parameters) {
        return with(parameters).delete(account.path("/suppressions"));
    }

    public Response removeAll(String... parameters) {
        return with(parameters).delete(account.path("/suppressions/all"));
    }

    private RequestSpecification with(String... parameters) {
        RequestSpecification request = account.request();
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request;
    }

    /** One that no request made, so that it can be in the past. */
    public UUID stored(Pool pool, String email, String domain, Instant expiresAt) throws Exception {
        UUID id = Ids.next();
        pool.preparedQuery(
                        "insert into suppression (id, account_id, email, domain, reason, origin, created_at, expires_at)"
                                + " values ($1, $2, $3, $4, $5, $6, $7, $8)")
                .execute(Suppressions.columns(
                        account.id(),
                        new Suppression(
                                "suppression", id, Suppression.createdAt(id), email, domain, "unwanted", expiresAt),
                        Origin.API))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        return id;
    }

    /** So many, half of them for this domain and half for all. */
    public void storedMany(Pool pool, int count, String domain) throws Exception {
        pool.preparedQuery("""
                        insert into suppression (id, account_id, email, domain, reason, origin, created_at, expires_at)
                        select uuidv7(), $1, 'a' || n || '@example.org', case n % 2 when 0 then '' else $3 end, '', 'api',
                               now(), now() + interval '1 day' from generate_series(1, $2::int) n""")
                .execute(Tuple.of(account.id(), count, domain))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    /** How they are answered, planned once for all arguments, among many small accounts and one large one. */
    public static String genericPlans(Pool pool, List<String> statements) throws Exception {
        return pool.withConnection(connection -> connection.begin().compose(transaction -> {
                    Future<StringBuilder> plans = connection
                            .preparedQuery("""
                                    insert into suppression
                                    select uuidv7(), case n % 2 when 0 then $1 else uuidv7() end,
                                           'a' || n || '@example.org', case n % 3 when 0 then '' else 'a.example.com' end,
                                           '', 'api', now(), now() + interval '1 day'
                                      from generate_series(1, 50000) n""")
                            .execute(Tuple.of(UUID.randomUUID()))
                            .compose(made ->
                                    connection.query("analyze suppression").execute())
                            .map(analyzed -> new StringBuilder());
                    for (String statement : statements) {
                        plans = plans.compose(text -> connection
                                .query("explain (generic_plan) " + statement)
                                .execute()
                                .map(plan -> {
                                    plan.forEach(
                                            row -> text.append(row.getString(0)).append('\n'));
                                    return text;
                                }));
                    }
                    return plans.map(StringBuilder::toString).eventually(() -> transaction.rollback());
                }))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    /** Rows, also expired ones. */
    public long rows(Pool pool) throws Exception {
        return pool.preparedQuery("select count(*) from suppression where account_id = $1")
                .execute(Tuple.of(account.id()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .iterator()
                .next()
                .getLong(0);
    }
}

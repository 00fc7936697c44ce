package org.subaccounts.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.subaccounts.local.Api.Answer;

/** What the public API answers on a running platform: successes, and every refusal with its status and message. */
final class ApiChecks {
    private static final String ACME = "{\"name\":\" Acme \",\"website\":\"Acme.Example.com.\"}";

    private final PlatformEnv environment;
    private final Api api;
    private final String parent;
    private final String secret;

    ApiChecks(PlatformEnv environment) {
        this.environment = environment;
        this.api = new Api(environment.get("BASE_URL"));
        this.parent = environment.get("PARENT_ACCOUNT_ID");
        this.secret = environment.get("PARENT_SECRET");
    }

    Stream<DynamicTest> tests() {
        return Stream.of(
                test("a sub account is created with trimmed name and lower-cased website", this::created),
                test("what the body lacks or has wrong is a 400 that names it", this::invalidBodies),
                test("malformed ids, limits and cursors are 400", this::malformedParameters),
                test("lists are paged both ways", this::lists),
                test("settings are changed; a change that changes nothing is a 400", this::updates),
                test("suspending twice and unsuspending an active sub account are 400", this::suspensions),
                test("a deleted sub account is gone and answers as one that never was", this::deleted),
                test("without a valid key nothing is answered", this::unauthenticated),
                test("a scope that the key lacks is a 403 before anything is looked up", this::scopes),
                test("a sub account sees nothing of its parent and has no sub accounts", this::isolation),
                test("a key works from its addresses only", this::addresses),
                test("scopes that cannot be granted are refused", this::grants),
                test("a revoked key is refused within a second", this::revocation),
                test("unknown paths, methods and media types have the one error shape", this::framework),
                test("an announced body beyond the limit is a 413", this::oversized),
                test("internal and management paths are not reachable from outside", this::internalPaths),
                test("the operator API wants the role", this::operators),
                test("an answer is replayed for the same key and request, 4xx too", this::replays),
                test("a one-time secret is replayed, and is in no table in the clear", this::secretReplay),
                test("64 equal requests at once have one effect", this::race));
    }

    private interface Check {
        void run() throws Exception;
    }

    private static DynamicTest test(String sentence, Check check) {
        return DynamicTest.dynamicTest(sentence, check::run);
    }

    private Answer call(String method, String path, String bearer, String body, String... headers) {
        return api.call(method, path, bearer, body, headers);
    }

    private String subAccounts() {
        return "/v2/accounts/" + parent + "/sub-accounts";
    }

    private String newSubAccount() {
        Answer answer = call("POST", subAccounts(), secret, ACME);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body().path("id").asText();
    }

    private Answer newKey(String subAccount, String body, String... headers) {
        return call("POST", subAccounts() + "/" + subAccount + "/api-keys", secret, body, headers);
    }

    private String newSecret(String subAccount, String scopes) {
        Answer answer = newKey(subAccount, "{\"label\":\"test\",\"scopes\":[" + scopes + "]}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body().path("secret_key").asText();
    }

    private void created() {
        Answer answer = call("POST", subAccounts(), secret, ACME);
        assertThat(answer.status()).isEqualTo(201);
        JsonNode body = answer.body();
        assertThat(body.path("name").asText()).isEqualTo("Acme");
        assertThat(body.path("website").asText()).isEqualTo("acme.example.com");
        assertThat(body.path("status").asText()).isEqualTo("active");
        assertThat(body.path("monthly_credit").asLong(-1)).isZero();
        assertThat(body.path("parent_account_id").asText()).isEqualTo(parent);
        assertThat(body.has("last_activity_at")).isTrue();
        Answer read = call("GET", subAccounts() + "/" + body.path("id").asText(), secret, "");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(body);
    }

    private void invalidBodies() {
        Map.ofEntries(
                        Map.entry("{\"website\":\"a.example\"}", "name is required and must not be blank"),
                        Map.entry(
                                "{\"name\":\"  \",\"website\":\"a.example\"}",
                                "name is required and must not be blank"),
                        Map.entry(
                                "{\"name\":\"" + "x".repeat(256) + "\",\"website\":\"a.example\"}",
                                "name must be at most 255 characters long"),
                        Map.entry("{\"name\":1,\"website\":\"a.example\"}", "name must be a string"),
                        Map.entry(
                                "{\"name\":\"a\\u0000b\",\"website\":\"a.example\"}",
                                "name must not contain control characters"),
                        Map.entry("{\"name\":\"x\"}", "website is required and must not be blank"),
                        Map.entry(
                                "{\"name\":\"x\",\"website\":\"https://a.example\"}",
                                "website must be a fully qualified domain name such as acme.example.com"),
                        Map.entry(
                                "{\"name\":\"x\",\"website\":\"a.example\",\"monthly_credit\":-1}",
                                "monthly_credit must be a whole number from 0 to 1000000000"),
                        Map.entry(
                                "{\"name\":\"x\",\"website\":\"a.example\",\"monthly_credit\":1000000001}",
                                "monthly_credit must be a whole number from 0 to 1000000000"),
                        Map.entry(
                                "{\"name\":\"x\",\"website\":\"a.example\",\"monthly_credit\":1.5}",
                                "monthly_credit must be an integer"),
                        Map.entry(
                                "{\"name\":\"x\",\"website\":\"a.example\",\"monthly_credit\":\"5\"}",
                                "monthly_credit must be an integer"),
                        Map.entry("{", "malformed JSON"),
                        Map.entry("[]", "malformed JSON"),
                        Map.entry("null", "a JSON object is required as request body"))
                .forEach((body, message) ->
                        call("POST", subAccounts(), secret, body).isRefused(400, message));
        String child = newSubAccount();
        call("POST", subAccounts() + "/" + child + "/suspend", secret, "{}")
                .isRefused(400, "reason is required and must not be blank");
        call("POST", subAccounts() + "/" + child + "/suspend", secret, "{\"reason\":\"" + "x".repeat(501) + "\"}")
                .isRefused(400, "reason must be at most 500 characters long");
    }

    private void malformedParameters() {
        call("GET", subAccounts() + "/not-a-uuid", secret, "").isRefused(400, "sub_account_id must be a UUID");
        call("GET", "/v2/accounts/not-a-uuid/sub-accounts", secret, "").isRefused(400, "account_id must be a UUID");
        for (String limit : List.of("0", "101", "x", "1.5")) {
            call("GET", subAccounts() + "?limit=" + limit, secret, "")
                    .isRefused(400, "limit must be a whole number from 1 to 100");
        }
        call("GET", subAccounts() + "?after=a&before=b", secret, "")
                .isRefused(400, "after and before cannot be used together");
        call("GET", subAccounts() + "?after=abc", secret, "").isRefused(400, "after is not a cursor of this list");
    }

    private void lists() {
        List<String> ids =
                IntStream.range(0, 5).mapToObj(i -> newSubAccount()).toList().reversed();
        List<String> seen = new ArrayList<>();
        Answer page = call("GET", subAccounts() + "?limit=2", secret, "");
        Answer first = page;
        while (seen.size() < ids.size()) {
            page.body().path("data").forEach(one -> seen.add(one.path("id").asText()));
            assertThat(page.body().path("object").asText()).isEqualTo("list");
            page = call(
                    "GET",
                    subAccounts() + "?limit=2&after="
                            + page.body().at("/pagination/next_cursor").asText(),
                    secret,
                    "");
        }
        assertThat(seen.subList(0, ids.size())).as("newest first").isEqualTo(ids);
        Answer second = call(
                "GET",
                subAccounts() + "?limit=2&after="
                        + first.body().at("/pagination/next_cursor").asText(),
                secret,
                "");
        Answer back = call(
                "GET",
                subAccounts() + "?limit=2&before="
                        + second.body().at("/pagination/previous_cursor").asText(),
                secret,
                "");
        assertThat(back.body().path("data")).isEqualTo(first.body().path("data"));
    }

    private void updates() {
        String path = subAccounts() + "/" + newSubAccount();
        Answer changed = call("PUT", path, secret, "{\"monthly_credit\":500,\"name\":null}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body().path("monthly_credit").asLong()).isEqualTo(500);
        assertThat(changed.body().path("name").asText()).isEqualTo("Acme");
        String nothing =
                "at least one of name, website and monthly_credit must be given and differ from its current value";
        call("PUT", path, secret, "{\"monthly_credit\":500}").isRefused(400, nothing);
        call("PUT", path, secret, "{}").isRefused(400, nothing);
        assertThat(call("GET", path, secret, "").body()).isEqualTo(changed.body());
    }

    private void suspensions() {
        String path = subAccounts() + "/" + newSubAccount();
        call("POST", path + "/unsuspend", secret, "").isRefused(400, "sub account is not suspended");
        Answer suspended = call("POST", path + "/suspend", secret, "{\"reason\":\"unpaid\"}");
        assertThat(suspended.status()).isEqualTo(200);
        assertThat(suspended.body().path("status").asText()).isEqualTo("suspended");
        call("POST", path + "/suspend", secret, "{\"reason\":\"unpaid\"}")
                .isRefused(400, "sub account is already suspended");
        Answer unsuspended = call("POST", path + "/unsuspend", secret, "");
        assertThat(unsuspended.status()).isEqualTo(200);
        assertThat(unsuspended.body().path("status").asText()).isEqualTo("active");
    }

    private void deleted() {
        String child = newSubAccount();
        assertThat(call("DELETE", subAccounts() + "/" + child, secret, "").status())
                .isEqualTo(200);
        for (String id : List.of(child, UUID.randomUUID().toString())) {
            String path = subAccounts() + "/" + id;
            call("GET", path, secret, "").isRefused(404, "sub account not found");
            call("PUT", path, secret, "{\"name\":\"x\"}").isRefused(404, "sub account not found");
            call("POST", path + "/suspend", secret, "{\"reason\":\"x\"}").isRefused(404, "sub account not found");
            call("POST", path + "/unsuspend", secret, "").isRefused(404, "sub account not found");
            call("DELETE", path, secret, "").isRefused(404, "sub account not found");
        }
        call("GET", subAccounts() + "?limit=100", secret, "")
                .body()
                .path("data")
                .forEach(one -> assertThat(one.path("id").asText()).isNotEqualTo(child));
        Awaitility.await().atMost(Duration.ofSeconds(2)).untilAsserted(() -> newKey(
                        child, "{\"label\":\"x\",\"scopes\":[\"domains:read\"]}")
                .isRefused(404, "sub account not found"));
    }

    private void unauthenticated() {
        call("GET", subAccounts(), "", "").isRefused(401, "missing or malformed bearer token");
        call("GET", subAccounts(), "junk", "").isRefused(401, "invalid API key");
        String wrong = secret.substring(0, secret.length() - 1) + (secret.endsWith("a") ? "b" : "a");
        call("GET", subAccounts(), wrong, "").isRefused(401, "invalid API key");
        call("GET", subAccounts(), "a.b.c", "").isRefused(401, "invalid bearer token");
        call("GET", "/v2/accounts/" + UUID.randomUUID() + "/sub-accounts", secret, "")
                .isRefused(401, "the API key does not belong to this account");
        assertThat(call("GET", "/v2/ping", secret, "").message()).isEqualTo("pong");
        call("GET", "/v2/ping", "", "").isRefused(401, "missing or malformed bearer token");
    }

    private void scopes() {
        String child = newSubAccount();
        String domainsOnly = newSecret(child, "\"domains:read\"");
        call("POST", "/v2/accounts/" + child + "/domains", domainsOnly, "{\"domain\":\"a.example\"}")
                .isRefused(403, "the API key lacks the scope domains:write");
        call("POST", "/v2/accounts/" + child + "/domains/none.example/check-dns", domainsOnly, "")
                .isRefused(403, "the API key lacks the scope domains:write");
        assertThat(call("GET", "/v2/accounts/" + child + "/domains", domainsOnly, "")
                        .status())
                .isEqualTo(200);
    }

    private void isolation() {
        String child = newSubAccount();
        String sibling = newSubAccount();
        String childSecret = newSecret(child, "\"*\"");
        String own = "/v2/accounts/" + child;
        call("GET", own + "/sub-accounts", childSecret, "").isRefused(404, "account not found");
        call("POST", own + "/sub-accounts", childSecret, ACME).isRefused(404, "account not found");
        call("GET", own + "/sub-accounts/usage", childSecret, "").isRefused(404, "account not found");
        call("POST", own + "/sub-accounts/" + sibling + "/api-keys", childSecret, "{}")
                .isRefused(404, "account not found");
        for (String path : List.of("/sub-accounts", "/sub-accounts/" + child, "/sub-accounts/usage", "/domains")) {
            call("GET", "/v2/accounts/" + parent + path, childSecret, "")
                    .isRefused(401, "the API key does not belong to this account");
        }
        call("GET", "/v2/accounts/" + sibling + "/domains", childSecret, "")
                .isRefused(401, "the API key does not belong to this account");
    }

    private void addresses() {
        String child = newSubAccount();
        Answer elsewhere = newKey(
                child, "{\"label\":\"x\",\"scopes\":[\"domains:read\"],\"ip_allow_list\":[\"203.0.113.77/24\"]}");
        assertThat(elsewhere.body().path("ip_allow_list").get(0).asText()).isEqualTo("203.0.113.0/24");
        String path = "/v2/accounts/" + child + "/domains";
        String bearer = elsewhere.body().path("secret_key").asText();
        call("GET", path, bearer, "").isRefused(403, "the API key may not be used from this address");
        call("GET", path, bearer, "", "X-Forwarded-For", "203.0.113.5")
                .isRefused(403, "the API key may not be used from this address");
        Answer here =
                newKey(child, "{\"label\":\"x\",\"scopes\":[\"domains:read\"],\"ip_allow_list\":[\"127.0.0.0/8\"]}");
        assertThat(call("GET", path, here.body().path("secret_key").asText(), "")
                        .status())
                .isEqualTo(200);
        assertThat(newKey(child, "{\"label\":\"x\",\"scopes\":[\"domains:read\"],\"ip_allow_list\":[\"0.0.0.0/0\"]}")
                        .status())
                .isEqualTo(400);
    }

    private void grants() {
        String child = newSubAccount();
        newKey(child, "{\"label\":\"x\",\"scopes\":[\"sub-accounts:read\"]}")
                .isRefused(400, "a key of a sub account cannot hold the scope sub-accounts:read");
        newKey(child, "{\"label\":\"x\",\"scopes\":[\"nonsense\"]}").isRefused(400, "unknown scope: nonsense");
        newKey(child, "{\"label\":\"x\",\"scopes\":[\"domains:read\",\"domains:read\"]}")
                .isRefused(400, "duplicate scope: domains:read");
        newKey(child, "{\"label\":\"x\",\"scopes\":[]}").isRefused(400, "scopes is required and must not be empty");
        newKey(child, "{\"scopes\":[\"domains:read\"]}").isRefused(400, "label is required and must not be blank");
    }

    private void revocation() {
        String child = newSubAccount();
        Answer key = newKey(child, "{\"label\":\"x\",\"scopes\":[\"domains:read\"]}");
        String bearer = key.body().path("secret_key").asText();
        String path = "/v2/accounts/" + child + "/domains";
        assertThat(call("GET", path, bearer, "").status()).isEqualTo(200);
        String keyPath = subAccounts() + "/" + child + "/api-keys/"
                + key.body().path("id").asText();
        assertThat(call("DELETE", keyPath, secret, "").status()).isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> call("GET", path, bearer, "").isRefused(401, "invalid API key"));
        call("DELETE", keyPath, secret, "").isRefused(404, "API key not found");
    }

    private void framework() {
        call("GET", "/nothing/here", secret, "").isRefused(404, "not found");
        call("GET", "/v2/accounts/" + parent + "/nothing", secret, "").isRefused(404, "not found");
        call("PATCH", subAccounts(), secret, "{}").isRefused(405, "method not allowed");
        call("POST", subAccounts(), secret, "name=x", "Content-Type", "text/plain")
                .isRefused(415, "content type must be application/json");
    }

    private void oversized() {
        Answer answer = call("POST", subAccounts(), secret, "{\"name\":\"" + "x".repeat(28_000_000) + "\"}");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.message()).isNotEmpty();
    }

    private void internalPaths() {
        for (String path :
                List.of("/internal/v1/accounts/" + parent, "/internal/v1/introspect", "/q/health", "/q/metrics")) {
            call("GET", path, secret, "").isRefused(404, "not found");
        }
        String direct = environment.get("ACCOUNT_SERVICE_URL") + "/internal/v1/accounts/" + parent;
        assertThat(api.send(HttpRequest.newBuilder(URI.create(direct)).build()).status())
                .isEqualTo(401);
    }

    private void operators() {
        call("POST", "/operator/v1/accounts", "", ACME).isRefused(401, "missing or malformed bearer token");
        call("POST", "/operator/v1/accounts", secret, ACME).isRefused(403, "the role operator is required");
        call("POST", "/operator/v1/accounts", token("somebody"), ACME).isRefused(403, "the role operator is required");
        Answer opened = call(
                "POST",
                "/operator/v1/accounts",
                token(environment.get("OPERATOR_CLIENT_ID")),
                "{\"name\":\"Other\",\"website\":\"other.example.com\",\"owner\":{\"email\":\"o@other.example.com\"}}");
        assertThat(opened.status()).as(opened.body().toString()).isEqualTo(201);
        String id = opened.body().path("id").asText();
        call("GET", "/v2/accounts/" + id + "/sub-accounts", secret, "")
                .isRefused(401, "the API key does not belong to this account");
    }

    private String token(String client) {
        Answer answer = api.send(HttpRequest.newBuilder(URI.create(environment.get("OPERATOR_TOKEN_URL")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id=" + client
                        + "&client_secret=" + environment.get("OPERATOR_CLIENT_SECRET")))
                .build());
        return answer.body().path("access_token").asText();
    }

    private void replays() {
        String key = UUID.randomUUID().toString();
        Answer first = call("POST", subAccounts(), secret, ACME, "Idempotency-Key", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        Answer again = call("POST", subAccounts(), secret, ACME, "Idempotency-Key", key);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
        Answer other = call("POST", subAccounts(), secret, "{\"name\":\"x\"}", "Idempotency-Key", key);
        other.isRefused(422, "this Idempotency-Key was used for a different request");
        assertThat(other.headers()).doesNotContainKeys("idempotent-replayed", "retry-after");

        String refusedKey = UUID.randomUUID().toString();
        Answer refused = call("POST", subAccounts(), secret, "{}", "Idempotency-Key", refusedKey);
        refused.isRefused(400, "name is required and must not be blank");
        Answer refusedAgain = call("POST", subAccounts(), secret, "{}", "Idempotency-Key", refusedKey);
        refusedAgain.isRefused(400, "name is required and must not be blank");
        assertThat(refusedAgain.header("idempotent-replayed")).isEqualTo("true");
        call("POST", subAccounts(), secret, ACME, "Idempotency-Key", "x".repeat(256))
                .isRefused(400, "Idempotency-Key must be 1 to 255 characters long");
    }

    private void secretReplay() throws Exception {
        String child = newSubAccount();
        String key = UUID.randomUUID().toString();
        String body = "{\"label\":\"x\",\"scopes\":[\"domains:read\"]}";
        Answer first = newKey(child, body, "Idempotency-Key", key);
        Answer again = newKey(child, body, "Idempotency-Key", key);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("idempotent-replayed")).isEqualTo("true");
        String plain = first.body().path("secret_key").asText();
        assertThat(plain).matches("aha-sk-[0-9A-Za-z]{64}");
        String hex = HexFormat.of().formatHex(plain.getBytes(StandardCharsets.UTF_8)); // how a bytea column prints
        assertThat(KeyDatabase.everything(environment))
                .isNotEmpty()
                .noneMatch(row -> row.contains(plain) || row.contains(hex));
    }

    private void race() {
        String key = UUID.randomUUID().toString();
        HttpRequest request = api.request(
                "POST",
                subAccounts(),
                secret,
                "{\"name\":\"Race\",\"website\":\"race.example\"}",
                "Idempotency-Key",
                key);
        List<CompletableFuture<Answer>> calls =
                IntStream.range(0, 64).mapToObj(i -> api.sendAsync(request)).toList();
        Set<String> ids = new HashSet<>();
        for (CompletableFuture<Answer> call : calls) {
            Answer answer = call.join();
            if (answer.status() == 409) {
                assertThat(answer.header("idempotent-replayed")).isEqualTo("false");
                assertThat(Integer.parseInt(answer.header("retry-after"))).isPositive();
            } else {
                assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
                ids.add(answer.body().path("id").asText());
            }
        }
        assertThat(ids).as("one effect").hasSize(1);
        long effects = 0;
        for (JsonNode one :
                call("GET", subAccounts() + "?limit=100", secret, "").body().path("data")) {
            effects += one.path("name").asText().equals("Race") ? 1 : 0;
        }
        assertThat(effects).isEqualTo(1);
    }
}

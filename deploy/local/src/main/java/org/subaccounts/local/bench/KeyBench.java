package org.subaccounts.local.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.subaccounts.local.bench.Comparison.Ratio;
import org.subaccounts.local.bench.HttpLoad.Request;

/**
 * What checking an API key costs: a key under lease against the same route without authorization, junk against good keys, and
 * introspection that finds nothing cached with 1,000 and with 1,000,000 keys in the store. Argument: the file for the JSON
 * lines. key-service must run with {@code PLATFORM_FLOORS_ENABLED=true}.
 */
public final class KeyBench {
    private static final int CLIENTS = 16;
    private static final int ROUNDS = 5;
    private static final long LOAD_MILLIS = 3_000;
    private static final long WARM_UP_MILLIS = 10_000;
    private static final int KEYS = 1_000;
    private static final int MANY_KEYS = 1_000_000;

    private final AtomicInteger turn = new AtomicInteger();
    private final Map<String, String> asService = Platform.asService("application/x-www-form-urlencoded");

    private KeyBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        new KeyBench().run(Path.of(arguments[0]));
    }

    private void run(Path file) throws IOException, InterruptedException, SQLException {
        List<String> keys = issue(KEYS);
        List<String> unknown = revoked(KEYS);
        Map<String, String> good = Platform.asParent();
        Map<String, String> junk = Platform.bearer("aha-sk-" + "x".repeat(64));
        try (HttpLoad load = new HttpLoad(Platform.port(Platform.KEY_SERVICE), CLIENTS)) {
            Comparison checks = new Comparison();
            checks.add("no key check", millis -> load.run(millis, n -> get("/internal/v1/floors/ping", Map.of(), 200)));
            checks.add("key under lease", millis -> load.run(millis, n -> get("/v2/ping", good, 200)));
            checks.add("junk key", millis -> load.run(millis, n -> get("/v2/ping", junk, 401)));
            checks.add("good key, introspected", millis -> load.run(millis, n -> introspect(keys)));
            checks.add("unknown key, introspected", millis -> load.run(millis, n -> introspect(unknown)));
            checks.run(ROUNDS, WARM_UP_MILLIS, LOAD_MILLIS);
            checks.report(
                    List.of(
                            new Ratio("key-check-vs-no-auth", "key under lease", "no key check", 0.8),
                            new Ratio("junk-key-vs-good-key", "junk key", "key under lease", 1.0),
                            new Ratio(
                                    "unknown-key-vs-good-key-introspection",
                                    "unknown key, introspected",
                                    "good key, introspected",
                                    1.0)),
                    file);
            double withFew = checks.ratio("good key, introspected", "no key check");
            fill(MANY_KEYS);
            Comparison many = new Comparison();
            many.add("no key check", millis -> load.run(millis, n -> get("/internal/v1/floors/ping", Map.of(), 200)));
            many.add("1,000,000 keys, introspected", millis -> load.run(millis, n -> introspect(keys)));
            many.run(ROUNDS, LOAD_MILLIS, LOAD_MILLIS);
            double withMany = many.ratio("1,000,000 keys, introspected", "no key check");
            many.report(List.of(), file);
            Comparison.append(file, "introspection-1000000-keys-vs-1000", withFew / withMany, 1.1);
        }
    }

    private static Request get(String path, Map<String, String> headers, int status) {
        return new Request(HttpMethod.GET, path, headers, Buffer.buffer(), status);
    }

    private Request introspect(List<String> keys) {
        String key = keys.get(Math.floorMod(turn.incrementAndGet() * 7, keys.size()));
        return new Request(
                HttpMethod.POST,
                "/internal/v1/introspect",
                asService,
                Buffer.buffer("token=" + URLEncoder.encode(key, StandardCharsets.UTF_8)),
                200);
    }

    private static String keysPath() {
        return "/v2/accounts/" + Platform.setting("PARENT_ACCOUNT_ID") + "/api-keys";
    }

    private static JsonObject newKey() throws IOException, InterruptedException {
        JsonObject body = new JsonObject().put("label", "bench").put("scopes", new JsonArray().add("domains:read"));
        return Platform.call(HttpMethod.POST, Platform.KEY_SERVICE, keysPath(), Platform.asParent(), body.toBuffer());
    }

    private static List<String> issue(int count) throws IOException, InterruptedException {
        List<String> secrets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            secrets.add(newKey().getString("secret_key"));
        }
        return secrets;
    }

    /** Well-formed keys that nobody knows any more. */
    private static List<String> revoked(int count) throws IOException, InterruptedException {
        List<String> secrets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonObject key = newKey();
            Platform.call(
                    HttpMethod.DELETE,
                    Platform.KEY_SERVICE,
                    keysPath() + "/" + key.getString("id"),
                    Platform.asParent(),
                    Buffer.buffer());
            secrets.add(key.getString("secret_key"));
        }
        return secrets;
    }

    /** Rows only: nobody knows the secrets behind these hashes. */
    private static void fill(int count) throws SQLException {
        try (Connection connection = Platform.database("KEY");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into api_key (id, account_id, label, public_key, secret_hash, scopes, ip_allow_list,"
                            + " created_at, updated_at) select gen_random_uuid(), gen_random_uuid(), 'bench', 'aha-pk-' || n,"
                            + " sha256(('bench' || n)::bytea), '[]', '{}', now(), now() from generate_series(1, "
                            + count
                            + ") n");
            statement.execute("vacuum analyze api_key");
        }
    }
}

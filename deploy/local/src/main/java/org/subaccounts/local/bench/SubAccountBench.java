package org.subaccounts.local.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.subaccounts.local.bench.Comparison.Ratio;
import org.subaccounts.local.bench.HttpLoad.Request;

/**
 * Creating a sub account, and loading and changing one, over HTTP, against endpoints of the same build that do one INSERT,
 * or a SELECT and an INSERT. Reads the platform's addresses from the environment (platform.env); the account-service must
 * run with {@code PLATFORM_FLOORS_ENABLED=true}. Argument: the file for the JSON lines.
 */
public final class SubAccountBench {
    private static final int CLIENTS = 16;
    private static final int ROUNDS = 5;
    private static final long LOAD_MILLIS = 3_000;
    /** Long enough for the optimizing compiler, which has to share two cores with everything else. */
    private static final long WARM_UP_MILLIS = 15_000;
    /** So many that no sub account gets a long history while it is measured. */
    private static final int SUB_ACCOUNTS = 5_000;

    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong turn = new AtomicLong();
    private final String parent = setting("PARENT_ACCOUNT_ID");
    private final Map<String, String> asParent =
            Map.of("Authorization", "Bearer " + setting("PARENT_SECRET"), "Content-Type", "application/json");
    private final Map<String, String> asService = Map.of(
            "Authorization",
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString(
                                    ("internal:" + setting("INTERNAL_SECRET")).getBytes(StandardCharsets.UTF_8)),
            "Content-Type",
            "application/json");

    private SubAccountBench() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        new SubAccountBench().run(Path.of(arguments[0]));
    }

    private static String setting(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is missing in the environment");
        }
        return value;
    }

    private void run(Path file) throws IOException, SQLException {
        createFloorTable();
        int port = Integer.parseInt(setting("PORT_BASE")) + 1;
        try (HttpLoad load = new HttpLoad(port, CLIENTS)) {
            List<String> subAccounts = createSubAccounts(load);
            Comparison comparison = new Comparison();
            comparison.add("insert", millis -> load.run(millis, n -> floor("insert", asService)));
            comparison.add("authorized insert", millis -> load.run(millis, n -> floor("authorized-insert", asParent)));
            comparison.add("select and insert", millis -> load.run(millis, n -> floor("select-insert", asService)));
            comparison.add("create", millis -> load.run(millis, n -> create(asParent)));
            comparison.add("create, idempotent", millis -> load.run(millis, n -> create(withIdempotencyKey())));
            comparison.add("load and append", millis -> load.run(millis, n -> update(subAccounts)));
            comparison.run(ROUNDS, WARM_UP_MILLIS, LOAD_MILLIS);
            comparison.report(
                    List.of(
                            new Ratio("subaccount-load-append-vs-insert", "load and append", "insert", 0.35),
                            new Ratio("subaccount-create-idempotent-vs-insert", "create, idempotent", "insert", 0.3),
                            new Ratio("subaccount-create-vs-insert", "create", "insert", 0),
                            new Ratio(
                                    "subaccount-load-append-vs-select-insert",
                                    "load and append",
                                    "select and insert",
                                    0),
                            new Ratio("subaccount-create-vs-select-insert", "create", "select and insert", 0),
                            new Ratio("authorized-insert-vs-insert", "authorized insert", "insert", 0)),
                    file);
        }
    }

    private static Connection accountDatabase() throws SQLException {
        URI url = URI.create(setting("DATABASE_URL_ACCOUNT"));
        String[] user = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), user[0], user[1]);
    }

    private static void createFloorTable() throws SQLException {
        try (Connection connection = accountDatabase();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists floor_row (id uuid primary key, name text, website text)");
        }
    }

    private List<String> createSubAccounts(HttpLoad load) throws SQLException {
        load.runCount(SUB_ACCOUNTS, n -> create(asParent));
        List<String> ids = new ArrayList<>();
        try (Connection connection = accountDatabase();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select id from account where parent_id is not null and status = 'active' limit "
                                + SUB_ACCOUNTS)) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        Collections.shuffle(ids);
        return ids;
    }

    private Buffer settings() {
        return new JsonObject()
                .put("name", "Acme " + sequence.incrementAndGet())
                .put("website", "acme.example.com")
                .toBuffer();
    }

    private Map<String, String> withIdempotencyKey() {
        return Map.of(
                "Authorization",
                asParent.getOrDefault("Authorization", ""),
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                "bench-" + System.nanoTime() + "-" + sequence.incrementAndGet());
    }

    private Request floor(String name, Map<String, String> headers) {
        return new Request(HttpMethod.POST, "/internal/v1/floors/" + name, headers, settings(), 201);
    }

    private Request create(Map<String, String> headers) {
        return new Request(HttpMethod.POST, "/v2/accounts/" + parent + "/sub-accounts", headers, settings(), 201);
    }

    private Request update(List<String> subAccounts) {
        String id = subAccounts.get((int) (turn.incrementAndGet() % subAccounts.size()));
        return new Request(HttpMethod.PUT, "/v2/accounts/" + parent + "/sub-accounts/" + id, asParent, settings(), 200);
    }
}

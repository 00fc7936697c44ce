package org.subaccounts.local.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
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

    private static final int LISTED = 10_000;

    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong turn = new AtomicLong();
    private final String parent = Platform.setting("PARENT_ACCOUNT_ID");
    private final Map<String, String> asParent = Platform.asParent();
    private final Map<String, String> asService = Platform.asService("application/json");

    private SubAccountBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        new SubAccountBench().run(Path.of(arguments[0]));
    }

    private void run(Path file) throws IOException, InterruptedException, SQLException {
        createFloorTable();
        int port = Platform.port(Platform.ACCOUNT_SERVICE);
        try (HttpLoad load = new HttpLoad(port, CLIENTS)) {
            List<String> subAccounts = createSubAccounts(load);
            Comparison comparison = new Comparison();
            comparison.add("insert", millis -> load.run(millis, n -> floor("insert", asService)));
            comparison.add("authorized insert", millis -> load.run(millis, n -> floor("authorized-insert", asParent)));
            comparison.add("select and insert", millis -> load.run(millis, n -> floor("select-insert", asService)));
            comparison.add("create", millis -> load.run(millis, n -> create(asParent)));
            comparison.add("create, idempotent", millis -> load.run(millis, n -> create(withIdempotencyKey())));
            comparison.add("load and append", millis -> load.run(millis, n -> update(subAccounts)));
            Map<String, String> asLargeParent = Platform.newParent("Large");
            List<String> pages = pages(load, asLargeParent);
            comparison.add("select 100 rows", millis -> load.run(millis, n -> floorList()));
            comparison.add(
                    "list 100 of 10,000",
                    millis -> load.run(
                            millis,
                            n -> new Request(
                                    HttpMethod.GET, pages.get(n % pages.size()), asLargeParent, Buffer.buffer(), 200)));
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
                            new Ratio("authorized-insert-vs-insert", "authorized insert", "insert", 0),
                            new Ratio("list-of-10000-vs-select", "list 100 of 10,000", "select 100 rows", 0)),
                    file);
            for (String service : List.of("account", "key", "billing", "sending")) {
                long resident = Platform.residentMiB(service + "-service");
                if (resident > 0) {
                    Comparison.append(file, "resident-mib-" + service + "-service-vs-300", resident / 300.0, 1);
                }
            }
        }
    }

    /** Makes 10,000 sub accounts and walks over them: the paths of all their pages. */
    private List<String> pages(HttpLoad load, Map<String, String> asLargeParent)
            throws IOException, InterruptedException {
        String list = "/v2/accounts/" + asLargeParent.get("X-Account") + "/sub-accounts";
        load.runCount(LISTED, n -> new Request(HttpMethod.POST, list, asLargeParent, settings(), 201));
        List<String> pages = new ArrayList<>();
        @Nullable String path = list;
        while (path != null) {
            pages.add(path);
            JsonObject pagination = Platform.call(
                            HttpMethod.GET, Platform.ACCOUNT_SERVICE, path, asLargeParent, Buffer.buffer())
                    .getJsonObject("pagination");
            String next = pagination.getString("next_cursor");
            path = next == null ? null : list + "?after=" + next;
        }
        Collections.shuffle(pages);
        return pages;
    }

    private Request floorList() {
        return new Request(HttpMethod.GET, "/internal/v1/floors/list", asService, Buffer.buffer(), 200);
    }

    private static void createFloorTable() throws SQLException {
        try (Connection connection = Platform.database("ACCOUNT");
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists floor_row (id uuid primary key, name text, website text)");
        }
    }

    private List<String> createSubAccounts(HttpLoad load) throws SQLException {
        load.runCount(SUB_ACCOUNTS, n -> create(asParent));
        List<String> ids = new ArrayList<>();
        try (Connection connection = Platform.database("ACCOUNT");
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

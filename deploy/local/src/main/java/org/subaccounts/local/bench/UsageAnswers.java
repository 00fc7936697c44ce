package org.subaccounts.local.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.subaccounts.local.bench.Comparison.Ratio;
import org.subaccounts.local.bench.HttpLoad.Request;
import org.subaccounts.local.bench.HttpLoad.Result;

/** The usage answer for a parent with 10,000 sub accounts: against the same rows by plain SQL, and with a long past. */
final class UsageAnswers {
    private static final int CLIENTS = 4;
    private static final int SUB_ACCOUNTS = 10_000;
    private static final long LOAD_MILLIS = 3_000;
    private static final long WARM_UP_MILLIS = 10_000;

    private final int rounds;
    private int periods;

    UsageAnswers(int rounds) {
        this.rounds = rounds;
    }

    void run(Path file) throws IOException, InterruptedException, SQLException {
        Map<String, String> parent = Platform.newParent("Large");
        UUID parentId = UUID.fromString(parent.getOrDefault("X-Account", ""));
        createSubAccounts(parentId);
        Request answer = get("/v2/accounts/" + parentId + "/sub-accounts/usage", parent);
        Request floor =
                get("/internal/v1/floors/accounts/" + parentId + "/usage", Platform.asService("application/json"));
        try (HttpLoad load = new HttpLoad(Platform.port(Platform.BILLING_SERVICE), CLIENTS)) {
            Comparison comparison = new Comparison();
            comparison.add("10,000 rows by SQL", millis -> load.run(millis, n -> floor));
            comparison.add("usage of 10,000, 1 period", millis -> withPastPeriods(parentId, 1, load, millis, answer));
            comparison.add(
                    "usage of 10,000, 36 periods", millis -> withPastPeriods(parentId, 36, load, millis, answer));
            comparison.run(rounds, WARM_UP_MILLIS, LOAD_MILLIS);
            comparison.report(
                    List.of(new Ratio(
                            "usage-answer-10000-vs-sql", "usage of 10,000, 1 period", "10,000 rows by SQL", 0.5)),
                    file);
            comparison.appendCost(
                    file,
                    "usage-answer-36-periods-vs-1",
                    "usage of 10,000, 36 periods",
                    "usage of 10,000, 1 period",
                    1.1);
        }
    }

    private static Request get(String path, Map<String, String> headers) {
        return new Request(HttpMethod.GET, path, headers, Buffer.buffer(), 200);
    }

    /** What writing hundreds of thousands of rows leaves to be done is no part of the answers after it. */
    private Result withPastPeriods(UUID parent, int wanted, HttpLoad load, long millis, Request answer) {
        try {
            setPastPeriods(parent, wanted);
            Platform.checkpoint();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        var unused = load.run(LOAD_MILLIS, n -> answer);
        return load.run(millis, n -> answer);
    }

    private static void createSubAccounts(UUID parent) throws SQLException {
        try (Connection connection = Platform.database("BILLING");
                PreparedStatement accounts = connection.prepareStatement(
                        "insert into account_directory (account_id, parent_id, name, created_at)"
                                + " select gen_random_uuid(), ?, 'Sub account ' || n, now() - n * interval '1 second'"
                                + " from generate_series(1, " + SUB_ACCOUNTS + ") n")) {
            accounts.setObject(1, parent);
            accounts.executeUpdate();
        }
        insertPeriods(parent, 0, 0);
    }

    private void setPastPeriods(UUID parent, int wanted) throws SQLException {
        if (wanted > periods) {
            insertPeriods(parent, periods + 1, wanted);
        } else if (wanted < periods) {
            deletePeriodsBefore(parent, wanted);
        }
        periods = wanted;
    }

    /** Months before this one: 0 is this one. */
    private static void insertPeriods(UUID parent, int from, int to) throws SQLException {
        try (Connection connection = Platform.database("BILLING");
                PreparedStatement usage =
                        connection.prepareStatement("insert into usage (period_start, account_id, reception_count)"
                                + " select (date_trunc('month', now() at time zone 'utc') - months * interval '1 month')::date,"
                                + " account_id, 1 + (hashtext(account_id::text) & 1023)"
                                + " from account_directory, generate_series(?, ?) months where parent_id = ?")) {
            usage.setInt(1, from);
            usage.setInt(2, to);
            usage.setObject(3, parent);
            usage.executeUpdate();
            vacuum(connection);
        }
    }

    private static void deletePeriodsBefore(UUID parent, int kept) throws SQLException {
        try (Connection connection = Platform.database("BILLING");
                PreparedStatement usage = connection.prepareStatement("delete from usage where account_id in"
                        + " (select account_id from account_directory where parent_id = ?) and period_start <"
                        + " date_trunc('month', now() at time zone 'utc') - ? * interval '1 month'")) {
            usage.setObject(1, parent);
            usage.setInt(2, kept);
            usage.executeUpdate();
            vacuum(connection);
        }
    }

    private static void vacuum(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze usage");
            statement.execute("vacuum analyze account_directory");
        }
    }
}

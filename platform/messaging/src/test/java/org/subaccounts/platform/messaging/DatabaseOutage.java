package org.subaccounts.platform.messaging;

import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Ends every connection to the database and lets nobody in until closed. */
final class DatabaseOutage implements AutoCloseable {
    private final PgConnectOptions options;

    DatabaseOutage(Address address) {
        options = PgConnectOptions.fromUri(address.databaseUri());
        execute("alter database " + options.getDatabase() + " with allow_connections false");
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + options.getDatabase()
                + "'");
    }

    @Override
    public void close() {
        execute("alter database " + options.getDatabase() + " with allow_connections true");
    }

    private void execute(String sql) {
        String url = "jdbc:postgresql://" + options.getHost() + ":" + options.getPort() + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, options.getUser(), options.getPassword());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.subaccounts.local;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Every row of every table of key-service's database as text. */
final class KeyDatabase {
    private KeyDatabase() {}

    static List<String> everything(PlatformEnv environment) throws SQLException {
        URI url = URI.create(environment.get("DATABASE_URL_KEY"));
        String[] user = url.getUserInfo().split(":", 2);
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), user[0], user[1]);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(
                    "select quote_ident(table_name) from information_schema.tables where table_schema = 'public'")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet found = statement.executeQuery("select t::text from " + table + " t")) {
                    while (found.next()) {
                        rows.add(found.getString(1));
                    }
                }
            }
        }
        return rows;
    }
}

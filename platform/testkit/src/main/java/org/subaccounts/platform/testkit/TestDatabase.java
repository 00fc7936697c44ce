package org.subaccounts.platform.testkit;

/** A fresh, empty PostgreSQL database and the role that owns it (no superuser). */
public record TestDatabase(String host, int port, String name, String user, String password) {
    /** For JDBC; user and password go separately. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }

    /** For the reactive client, with user and password in it. */
    public String uri() {
        return "postgresql://" + user + ":" + password + "@" + host + ":" + port + "/" + name;
    }
}

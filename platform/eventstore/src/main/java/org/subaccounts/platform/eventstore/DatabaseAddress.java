package org.subaccounts.platform.eventstore;

import io.smallrye.config.SmallRyeConfig;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.eclipse.microprofile.config.Config;

/** The default data source's database, from Quarkus' configuration of its reactive pool. */
final class DatabaseAddress {
    private static final String PREFIX = "quarkus.datasource.";
    private static final String REACTIVE = PREFIX + "reactive.";
    private static final String SCHEME = "vertx-reactive:";

    private DatabaseAddress() {}

    static PgConnectOptions of(Config config) {
        // Of several hosts of one database the first is as good as any.
        String url = config.getValues(REACTIVE + "url", String.class).getFirst();
        PgConnectOptions options =
                PgConnectOptions.fromUri(url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : url);
        config.getOptionalValue(PREFIX + "username", String.class).ifPresent(options::setUser);
        config.getOptionalValue(PREFIX + "password", String.class).ifPresent(options::setPassword);
        config.getOptionalValue(REACTIVE + "postgresql.ssl-mode", String.class)
                .ifPresent(mode -> options.setSslMode(SslMode.of(mode)));
        config.getOptionalValue(REACTIVE + "trust-all", Boolean.class).ifPresent(options::setTrustAll);
        config.unwrap(SmallRyeConfig.class)
                .getOptionalValues(REACTIVE + "additional-properties", String.class, String.class)
                .ifPresent(properties -> properties.forEach(options::addProperty));
        return options;
    }
}

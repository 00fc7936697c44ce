package org.subaccounts.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.subaccounts.platform.localinfra.OpenIdProvider;

/** The file platform.env: addresses and credentials of the running platform as NAME=value, for shells and programs. */
record PlatformEnv(Map<String, String> values) {

    static PlatformEnv of(Ports ports, Secrets secrets, ParentAccount parent, String tokenUrl) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("BASE_URL", url(ports.entry()));
        values.put("PORT_BASE", Integer.toString(ports.base()));
        values.put("PARENT_ACCOUNT_ID", parent.id());
        values.put("PARENT_SECRET", parent.secret());
        values.put("DNS_URL", url(ports.dnsApi()));
        values.put("DNS_SERVER", "127.0.0.1:" + ports.dns());
        values.put("MAIL_URL", url(ports.mailApi()));
        values.put("SMTP_SERVER", "127.0.0.1:" + ports.smtp());
        values.put("OPERATOR_TOKEN_URL", tokenUrl);
        values.put("OPERATOR_CLIENT_ID", OpenIdProvider.OPERATOR);
        values.put("OPERATOR_CLIENT_SECRET", ParentAccount.OPERATOR_SECRET);
        values.put("KAFKA_BOOTSTRAP", "127.0.0.1:" + ports.kafka());
        for (PlatformService service : PlatformService.values()) {
            values.put("DATABASE_URL_" + service.name(), databaseUrl(ports, secrets, service));
            values.put(service.name() + "_SERVICE_URL", url(ports.of(service)));
        }
        values.put("INTERNAL_SECRET", secrets.internalSecret());
        return new PlatformEnv(values);
    }

    static PlatformEnv read(Path file) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return new PlatformEnv(values);
    }

    void write(Path file) throws IOException {
        LocalDirectory.writeSecret(
                file,
                values.entrySet().stream()
                        .map(value -> value.getKey() + "=" + value.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new StartFailure(name + " is missing in platform.env; is the platform up (make up)?");
        }
        return value;
    }

    @Override
    public String toString() {
        return "PlatformEnv" + values.keySet();
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static String databaseUrl(Ports ports, Secrets secrets, PlatformService service) {
        return "postgresql://%s:%s@127.0.0.1:%d/%s"
                .formatted(service.database(), secrets.databasePassword(), ports.postgres(), service.database());
    }
}

package org.subaccounts.local;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The environment of a service: the same settings that Kubernetes gives it, with the values of this machine. */
final class ServiceEnvironment {
    static final String MAIL_HOSTNAME_SUFFIX = "mail.localhost.test";

    private final Ports ports;
    private final Secrets secrets;
    private final String issuerUrl;

    ServiceEnvironment(Ports ports, Secrets secrets, String issuerUrl) {
        this.ports = ports;
        this.secrets = secrets;
        this.issuerUrl = issuerUrl;
    }

    Map<String, String> of(PlatformService service) {
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_PROFILE", "prod");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.of(service)));
        environment.put("DATABASE_HOST", "127.0.0.1");
        environment.put("DATABASE_PORT", Integer.toString(ports.postgres()));
        environment.put("DATABASE_NAME", service.database());
        environment.put("DATABASE_USER", service.database());
        environment.put("DATABASE_PASSWORD", secrets.databasePassword());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.kafka());
        environment.put("OIDC_ISSUER_URL", issuerUrl);
        for (PlatformService other : PlatformService.values()) {
            environment.put(
                    other.name().toUpperCase(Locale.ROOT) + "_SERVICE_URL", "http://127.0.0.1:" + ports.of(other));
        }
        environment.put("INTERNAL_SECRET", secrets.internalSecret());
        environment.put("ENCRYPTION_KEY", secrets.encryptionKey());
        environment.put("LOG_FORMAT", "plain");
        environment.put("LOG_JSON", "false");
        environment.put("SMTP_RELAY_HOST", "127.0.0.1");
        environment.put("SMTP_RELAY_PORT", Integer.toString(ports.smtp()));
        environment.put("SMTP_RELAY_STARTTLS", "disabled");
        environment.put("BOUNCE_SMTP_HOST", "127.0.0.1");
        environment.put("BOUNCE_SMTP_PORT", Integer.toString(ports.bounceSmtp()));
        environment.put("DNS_SERVERS", "127.0.0.1:" + ports.dns());
        environment.put("MAIL_HOSTNAME_SUFFIX", MAIL_HOSTNAME_SUFFIX);
        environment.put("TRUSTED_PROXIES", "127.0.0.1");
        return environment;
    }
}

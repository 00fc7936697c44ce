package org.subaccounts.platform.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives a service under test a database of its own, topics of its own, and the servers of the test run, by the settings
 * that the services read in production. Argument "name": prefix of database and topics, by default "test".
 */
public class PlatformTestResource implements QuarkusTestResourceLifecycleManager {
    /** Password of the internal API in tests. */
    public static final String INTERNAL_SECRET = "internal-secret-of-tests";

    private static final String ENCRYPTION_KEY = Base64.getEncoder()
            .encodeToString("32 bytes, only for use in tests.".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    private String name = "test";

    @Override
    public void init(Map<String, String> arguments) {
        name = arguments.getOrDefault("name", name);
    }

    @Override
    public Map<String, String> start() {
        TestInfrastructure infrastructure = TestInfrastructure.get();
        TestDatabase database = infrastructure.createDatabase(name);
        String topicPrefix = infrastructure.newTopicPrefix(name);
        infrastructure.createTopics(topicPrefix);
        Map<String, String> settings = new HashMap<>();
        settings.put("DATABASE_HOST", database.host());
        settings.put("DATABASE_PORT", Integer.toString(database.port()));
        settings.put("DATABASE_NAME", database.name());
        settings.put("DATABASE_USER", database.user());
        settings.put("DATABASE_PASSWORD", database.password());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", infrastructure.kafkaBootstrapServers());
        settings.put("OIDC_ISSUER_URL", infrastructure.oidc().issuerUrl());
        settings.put("SMTP_RELAY_HOST", infrastructure.mail().host());
        settings.put("SMTP_RELAY_PORT", Integer.toString(infrastructure.mail().port()));
        settings.put("SMTP_RELAY_STARTTLS", "disabled");
        settings.put("DNS_SERVERS", infrastructure.dns().address());
        settings.put("DKIM_ZONE_SERVER", infrastructure.dns().address());
        settings.put("INTERNAL_SECRET", INTERNAL_SECRET);
        settings.put("ENCRYPTION_KEY", ENCRYPTION_KEY);
        settings.put("LOG_FORMAT", "plain");
        settings.put("platform.topic-prefix", topicPrefix);
        settings.put("quarkus.http.test-port", "0");
        return settings;
    }

    /** The servers end with the run; the database and the topics with them. */
    @Override
    public void stop() {}
}

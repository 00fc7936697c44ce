package org.subaccounts.platform.messaging;

import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** Where a replica finds its servers; handed to other processes as arguments. */
record Address(String databaseUri, String bootstrapServers, String topicPrefix) {

    /** A migrated database and topics that nobody else uses. */
    static Address fresh() {
        TestInfrastructure infrastructure = TestInfrastructure.get();
        String prefix = infrastructure.newTopicPrefix("messaging");
        infrastructure.createTopics(prefix);
        return new Address(migrated(infrastructure).uri(), infrastructure.kafkaBootstrapServers(), prefix);
    }

    static TestDatabase migrated(TestInfrastructure infrastructure) {
        TestDatabase database = infrastructure.createDatabase("messaging");
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .load()
                .migrate();
        return database;
    }

    static Address of(String[] arguments) {
        return new Address(arguments[0], arguments[1], arguments[2]);
    }

    List<String> arguments() {
        return List.of(databaseUri, bootstrapServers, topicPrefix);
    }

    Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }

    String topic() {
        return topicPrefix + CountedMapping.TOPIC;
    }
}

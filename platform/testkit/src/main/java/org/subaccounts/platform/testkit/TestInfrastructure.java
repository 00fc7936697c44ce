package org.subaccounts.platform.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.localinfra.EmbeddedPostgresServer;
import org.subaccounts.platform.localinfra.InfrastructureException;
import org.subaccounts.platform.localinfra.KafkaBroker;

/**
 * Real servers for tests, shared by the modules of one Maven call (or by one JVM in an IDE), one set for each JVM that it has at a time: the first use starts them in
 * a process of their own, which ends after the run and leaves nothing behind.
 */
public final class TestInfrastructure {
    private static final int PARTITIONS = 3;

    private static @Nullable TestInfrastructure instance;

    private final Endpoints endpoints;
    private final TestDns dns;
    private final TestMail mail;
    private final TestOidc oidc;

    private TestInfrastructure(Endpoints endpoints) {
        TestHttp http = new TestHttp();
        this.endpoints = endpoints;
        this.dns = new TestDns(endpoints, http);
        this.mail = new TestMail(endpoints, http);
        this.oidc = new TestOidc(endpoints, http);
    }

    /** Starts the servers if nobody did yet in this run. */
    public static synchronized TestInfrastructure get() {
        TestInfrastructure started = instance;
        if (started == null) {
            started = new TestInfrastructure(TestInfrastructureStarter.endpoints());
            instance = started;
        }
        return started;
    }

    /** A new, empty database; the prefix (lower case, digits, underscore) helps to recognize it. */
    public TestDatabase createDatabase(String prefix) {
        String name = prefix.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_") + "_" + randomSuffix();
        try (Connection connection =
                EmbeddedPostgresServer.connect(endpoints.postgresPort(), TestInfrastructureServer.PASSWORD)) {
            EmbeddedPostgresServer.createDatabaseIfAbsent(connection, name, TestInfrastructureServer.ROLE);
        } catch (SQLException e) {
            throw new InfrastructureException("cannot create database " + name, e);
        }
        return new TestDatabase(
                "127.0.0.1",
                endpoints.postgresPort(),
                name,
                TestInfrastructureServer.ROLE,
                TestInfrastructureServer.PASSWORD);
    }

    public String kafkaBootstrapServers() {
        return endpoints.kafkaBootstrapServers();
    }

    /** Short for {@link #kafkaBootstrapServers()}. */
    public String kafkaBootstrap() {
        return kafkaBootstrapServers();
    }

    /** A new prefix for topics, so that tests that run one after another do not see each other's events. */
    public String newTopicPrefix(String prefix) {
        return prefix + "-" + randomSuffix() + "-";
    }

    /** Creates all contract topics with this prefix (3 partitions), unless they are there. */
    public void createTopics(String prefix) {
        KafkaBroker.createTopics(
                kafkaBootstrapServers(),
                Topics.ALL.stream().map(topic -> prefix + topic).toList(),
                PARTITIONS);
    }

    public TestDns dns() {
        return dns;
    }

    public TestMail mail() {
        return mail;
    }

    public TestOidc oidc() {
        return oidc;
    }

    private static String randomSuffix() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}

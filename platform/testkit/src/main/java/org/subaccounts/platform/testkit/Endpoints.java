package org.subaccounts.platform.testkit;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** Where the servers of a test run listen; handed from the process that runs them to the tests in a file. */
record Endpoints(
        long pid,
        int postgresPort,
        String kafkaBootstrapServers,
        int dnsPort,
        String dnsUrl,
        int smtpPort,
        String mailUrl,
        String issuerUrl,
        String tokenUrl) {

    /** The file appears complete or not at all. */
    void write(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("pid", Long.toString(pid));
        properties.setProperty("postgres-port", Integer.toString(postgresPort));
        properties.setProperty("kafka-bootstrap-servers", kafkaBootstrapServers);
        properties.setProperty("dns-port", Integer.toString(dnsPort));
        properties.setProperty("dns-url", dnsUrl);
        properties.setProperty("smtp-port", Integer.toString(smtpPort));
        properties.setProperty("mail-url", mailUrl);
        properties.setProperty("issuer-url", issuerUrl);
        properties.setProperty("token-url", tokenUrl);
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try (Writer writer = Files.newBufferedWriter(unfinished)) {
            properties.store(writer, null);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static Endpoints read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return new Endpoints(
                Long.parseLong(text(properties, "pid")),
                Integer.parseInt(text(properties, "postgres-port")),
                text(properties, "kafka-bootstrap-servers"),
                Integer.parseInt(text(properties, "dns-port")),
                text(properties, "dns-url"),
                Integer.parseInt(text(properties, "smtp-port")),
                text(properties, "mail-url"),
                text(properties, "issuer-url"),
                text(properties, "token-url"));
    }

    private static String text(Properties properties, String name) throws IOException {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IOException(name + " is missing in the endpoints of the test infrastructure");
        }
        return value;
    }
}

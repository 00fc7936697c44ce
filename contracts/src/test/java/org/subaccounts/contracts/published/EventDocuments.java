package org.subaccounts.contracts.published;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.ContractEvents;

/** The files of docs/events. An event's name in them is its type without the namespace: {@code AccountOpened.v1}. */
final class EventDocuments {
    static final String NAMESPACE = "org.subaccounts.";

    /** As events are written to Kafka, but strict about members that the record does not have. */
    static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Path DIRECTORY = directory();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private EventDocuments() {}

    static Set<String> names() {
        return ContractEvents.types().stream()
                .map(type -> type.substring(NAMESPACE.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Class<? extends ContractEvent> record(String name) {
        return ContractEvents.byType(NAMESPACE + name).orElseThrow();
    }

    static JsonNode schema(String name) {
        return read("schemas/" + name + ".json");
    }

    static JsonNode sample(String name) {
        return read("samples/" + name + ".json");
    }

    static JsonNode asyncApi() {
        try {
            return new YAMLMapper().readTree(text("asyncapi.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(String file) {
        try {
            return JSON.readTree(text(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String file) {
        try {
            return Files.readString(DIRECTORY.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of the files there, without {@code .json}. */
    static Set<String> files(String folder) {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve(folder))) {
            return files.map(file -> file.toFile().getName().replaceFirst("\\.json$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with the value, formats included; empty: nothing. */
    static List<String> problems(JsonNode schema, JsonNode value) {
        return problems(SCHEMAS.getSchema(schema), value);
    }

    /** What is wrong with a schema itself. */
    static List<String> problems(JsonNode schema) {
        return problems(
                SCHEMAS.getSchema(com.networknt.schema.SchemaLocation.of(
                        schema.path("$schema").asText())),
                schema);
    }

    private static List<String> problems(Schema schema, JsonNode value) {
        return schema
                .validate(value, run -> run.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static Path directory() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.resolve("..").normalize();
        }
        return directory.resolve("docs/events");
    }
}

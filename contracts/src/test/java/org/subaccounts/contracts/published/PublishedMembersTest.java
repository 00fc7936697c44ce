package org.subaccounts.contracts.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A published type never changes: a member that consumers were promised keeps name, type, format and whether it is always
 * there. What was promised stands in {@code published-members.txt}, of which no line is ever changed.
 */
class PublishedMembersTest {
    @Test
    void a_published_member_stays_as_it_was_and_a_new_one_is_written_down() throws IOException {
        assertThat(current())
                .as("Lines that lack were changed or removed: that needs a new version of the event beside the old one."
                        + " Lines beyond are new members: add them to published-members.txt.")
                .isEqualTo(promised());
    }

    private static Set<String> promised() throws IOException {
        try (InputStream lines = PublishedMembersTest.class.getResourceAsStream("/published-members.txt")) {
            return new TreeSet<>(new String(Objects.requireNonNull(lines).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList());
        }
    }

    private static Set<String> current() {
        Set<String> lines = new TreeSet<>();
        for (String name : EventDocuments.files("schemas")) {
            addLines(lines, name, "", EventDocuments.schema(name));
        }
        return lines;
    }

    /** Members of the objects in an array come after the array's own name: {@code lines[].kind}. */
    private static void addLines(Set<String> lines, String name, String path, JsonNode schema) {
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(member -> required.add(member.asText()));
        schema.path("properties").properties().forEach(member -> {
            String line = line(name, path + member.getKey(), member.getValue());
            lines.add(line + (required.contains(member.getKey()) ? " required" : ""));
            addLines(
                    lines,
                    name,
                    path + member.getKey() + "[].",
                    member.getValue().path("items"));
        });
    }

    private static String line(String name, String member, JsonNode schema) {
        List<String> types = new ArrayList<>();
        if (schema.path("type").isArray()) {
            schema.path("type").forEach(type -> types.add(type.asText()));
        } else {
            types.add(schema.path("type").asText());
        }
        String format = schema.has("format") ? " " + schema.path("format").asText() : "";
        return name + " " + member + " " + String.join("|", types) + format;
    }
}

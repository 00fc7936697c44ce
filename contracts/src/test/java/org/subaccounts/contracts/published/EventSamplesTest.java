package org.subaccounts.contracts.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.subaccounts.contracts.ContractEvent;

/** Samples are what was really published: they are added, never edited, and every later build must read them. */
class EventSamplesTest {
    static Set<String> names() {
        return EventDocuments.names();
    }

    @Test
    void every_event_has_a_sample_and_nothing_else_has() {
        assertThat(EventDocuments.files("samples")).isEqualTo(EventDocuments.names());
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_sample_is_valid(String name) {
        assertThat(EventDocuments.problems(EventDocuments.schema(name), EventDocuments.sample(name)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_sample_is_read_and_written_without_loss(String name) throws IOException {
        JsonNode sample = EventDocuments.sample(name);
        ContractEvent event = EventDocuments.JSON.treeToValue(sample, EventDocuments.record(name));
        JsonNode written = EventDocuments.JSON.readTree(EventDocuments.JSON.writeValueAsBytes(event));
        assertThat(written).isEqualTo(sample);
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_sample_without_a_required_member_or_with_a_wrong_one_is_not_valid(String name) {
        JsonNode schema = EventDocuments.schema(name);
        schema.path("required").forEach(member -> {
            ObjectNode without = EventDocuments.sample(name).deepCopy();
            without.remove(member.asText());
            assertThat(EventDocuments.problems(schema, without))
                    .as(member + " is missing")
                    .isNotEmpty();
        });
        schema.path("properties").properties().forEach(member -> {
            ObjectNode wrong = EventDocuments.sample(name).deepCopy();
            wrong.putObject(member.getKey());
            assertThat(EventDocuments.problems(schema, wrong))
                    .as(member.getKey() + " is an object")
                    .isNotEmpty();
        });
        for (String idOrTime : Set.of("account_id", "occurred_at")) {
            ObjectNode wrong =
                    EventDocuments.sample(name).<ObjectNode>deepCopy().put(idOrTime, "yesterday");
            assertThat(EventDocuments.problems(schema, wrong)).as(idOrTime).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_member_that_is_not_known_yet_makes_nothing_invalid(String name) {
        ObjectNode newer = EventDocuments.sample(name).<ObjectNode>deepCopy().put("added_later", true);
        assertThat(EventDocuments.problems(EventDocuments.schema(name), newer)).isEmpty();
    }
}

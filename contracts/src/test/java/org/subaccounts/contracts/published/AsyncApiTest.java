package org.subaccounts.contracts.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.Topics;

/** The AsyncAPI document, checked without the network: its structure, its references, and that it tells of every event. */
class AsyncApiTest {
    private static final Set<String> HEADERS = Set.of(
            "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "ce_sequence", "content-type");
    private static final String COMPONENT = "#/components/messages/";

    private final JsonNode document = EventDocuments.asyncApi();

    @Test
    void it_is_an_asyncapi_3_document() {
        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(document.at("/info/title").asText()).isNotBlank();
        assertThat(document.at("/info/version").asText()).isNotBlank();
        assertThat(names(document))
                .isSubsetOf(
                        "asyncapi",
                        "id",
                        "info",
                        "servers",
                        "defaultContentType",
                        "channels",
                        "operations",
                        "components");
    }

    @Test
    void every_reference_leads_somewhere() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).hasSizeGreaterThan(3 * EventDocuments.names().size());
        for (String reference : references) {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(EventDocuments.read(reference).isObject())
                        .as(reference)
                        .isTrue();
            }
        }
    }

    @Test
    void the_topics_are_its_channels() {
        assertThat(names(document.path("channels"))).containsExactlyInAnyOrderElementsOf(Topics.ALL);
        document.path("channels").properties().forEach(channel -> {
            assertThat(channel.getValue().path("address").asText()).isEqualTo(channel.getKey());
            assertThat(channel.getValue().at("/bindings/kafka/topic").asText()).isEqualTo(channel.getKey());
        });
    }

    @Test
    void every_event_is_in_one_channel_and_nothing_else_is() {
        List<String> sent = new ArrayList<>();
        document.path("channels")
                .forEach(channel -> channel.path("messages").properties().forEach(message -> {
                    assertThat(message.getValue().path("$ref").asText()).isEqualTo(COMPONENT + message.getKey());
                    sent.add(message.getKey());
                }));
        assertThat(sent).containsExactlyInAnyOrderElementsOf(EventDocuments.names());
        assertThat(names(document.at("/components/messages")))
                .containsExactlyInAnyOrderElementsOf(EventDocuments.names());
    }

    @Test
    void a_message_names_its_type_and_its_schema() {
        document.at("/components/messages").properties().forEach(message -> {
            String name = message.getKey();
            JsonNode told = message.getValue();
            assertThat(told.path("name").asText()).isEqualTo(EventDocuments.NAMESPACE + name);
            assertThat(told.at("/headers/properties/ce_type/const").asText())
                    .isEqualTo(EventDocuments.NAMESPACE + name);
            assertThat(told.at("/payload/$ref").asText()).isEqualTo("./schemas/" + name + ".json");
            assertThat(told.at("/traits/0/$ref").asText()).isEqualTo("#/components/messageTraits/cloudEvent");
            assertThat(EventDocuments.schema(name).path("description").asText())
                    .startsWith(told.path("summary").asText());
        });
    }

    @Test
    void the_headers_are_those_of_cloudevents_in_kafkas_binary_mode() {
        JsonNode trait = document.at("/components/messageTraits/cloudEvent");
        assertThat(names(trait.at("/headers/properties"))).containsExactlyInAnyOrderElementsOf(HEADERS);
        Set<String> required = new TreeSet<>();
        trait.at("/headers/required").forEach(header -> required.add(header.asText()));
        assertThat(required).containsExactlyInAnyOrderElementsOf(HEADERS);
        assertThat(trait.at("/bindings/kafka/key/format").asText()).isEqualTo("uuid");
    }

    @Test
    void a_topic_is_written_by_its_own_service_alone() {
        Set<String> written = new TreeSet<>();
        document.path("operations").properties().forEach(operation -> {
            String topic = operation.getValue().at("/channel/$ref").asText().replace("#/channels/", "");
            assertThat(operation.getValue().path("action").asText()).isEqualTo("send");
            assertThat(operation.getKey()).isEqualTo(topic.replace("-events", "ServiceSends"));
            assertThat(written.add(topic)).as(topic).isTrue();
        });
        document.path("channels").properties().forEach(channel -> assertThat(written.contains(channel.getKey()))
                .as(channel.getKey())
                .isEqualTo(!channel.getValue().path("messages").isEmpty()));
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}

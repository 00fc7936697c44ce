package org.subaccounts.contracts.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventSchemasTest {
    private static final Map<Class<?>, String> TYPES = Map.of(
            UUID.class, "string uuid",
            Instant.class, "string date-time",
            String.class, "string",
            boolean.class, "boolean",
            int.class, "integer",
            long.class, "integer",
            double.class, "number",
            Boolean.class, "boolean",
            Integer.class, "integer",
            Long.class, "integer");

    static Set<String> names() {
        return EventDocuments.names();
    }

    @Test
    void every_event_has_a_schema_and_nothing_else_has() {
        assertThat(EventDocuments.files("schemas")).isEqualTo(EventDocuments.names());
    }

    @ParameterizedTest
    @MethodSource("names")
    void it_is_a_schema_that_says_which_event_it_describes(String name) {
        JsonNode schema = EventDocuments.schema(name);
        assertThat(EventDocuments.problems(schema)).isEmpty();
        assertThat(schema.path("$id").asText()).isEqualTo("urn:org.subaccounts:" + name);
        assertThat(schema.path("title").asText()).isEqualTo(name.replace(".v", ", version "));
        assertThat(schema.path("type").asText()).isEqualTo("object");
    }

    @ParameterizedTest
    @MethodSource("names")
    void its_members_are_those_of_the_record_with_their_types(String name) {
        described(name).forEach((record, schema) -> {
            Map<String, String> ofTheRecord = new TreeMap<>();
            for (RecordComponent component : record.getRecordComponents()) {
                ofTheRecord.put(member(component), (mayBeNull(component) ? "null or " : "") + type(component));
            }
            Map<String, String> ofTheSchema = new TreeMap<>();
            schema.path("properties")
                    .properties()
                    .forEach(member -> ofTheSchema.put(member.getKey(), type(member.getValue())));
            assertThat(ofTheSchema).isEqualTo(ofTheRecord);
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void what_a_record_always_has_is_required_and_only_what_it_has(String name) {
        described(name).forEach((record, schema) -> {
            Set<String> members = new TreeSet<>();
            Set<String> neverNull = new TreeSet<>();
            for (RecordComponent component : record.getRecordComponents()) {
                members.add(member(component));
                if (!mayBeNull(component)) {
                    neverNull.add(member(component));
                }
            }
            Set<String> required = texts(schema.path("required"));
            assertThat(required).containsAll(neverNull);
            assertThat(members).containsAll(required);
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_member_is_described(String name) {
        assertThat(EventDocuments.schema(name).path("description").asText()).isNotBlank();
        described(name)
                .values()
                .forEach(schema -> schema.path("properties").properties().forEach(member -> assertThat(
                                member.getValue().path("description").asText())
                        .as(member.getKey())
                        .isNotBlank()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void members_may_be_added_so_it_never_forbids_unknown_ones(String name) {
        assertThat(EventDocuments.schema(name).findValues("additionalProperties"))
                .isEmpty();
        assertThat(EventDocuments.schema(name).findValues("unevaluatedProperties"))
                .isEmpty();
    }

    /** The event's record and those in its arrays, each with its schema. */
    private static Map<Class<?>, JsonNode> described(String name) {
        Map<Class<?>, JsonNode> described = new LinkedHashMap<>();
        JsonNode schema = EventDocuments.schema(name);
        described.put(EventDocuments.record(name), schema);
        for (RecordComponent component : EventDocuments.record(name).getRecordComponents()) {
            if (component.getType() == List.class && item(component).isRecord()) {
                described.put(
                        item(component),
                        schema.path("properties").path(member(component)).path("items"));
            }
        }
        return described;
    }

    private static Class<?> item(RecordComponent list) {
        return (Class<?>) ((ParameterizedType) list.getGenericType()).getActualTypeArguments()[0];
    }

    private static String type(RecordComponent component) {
        if (component.getType() != List.class) {
            return String.valueOf(TYPES.get(component.getType()));
        }
        return "array of " + (item(component).isRecord() ? "object" : TYPES.get(item(component)));
    }

    private static String member(RecordComponent component) {
        @Nullable JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null ? component.getName() : named.value();
    }

    private static boolean mayBeNull(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static String type(JsonNode member) {
        Set<String> types = member.path("type").isArray()
                ? texts(member.path("type"))
                : new TreeSet<>(Set.of(member.path("type").asText()));
        String nullable = types.remove("null") ? "null or " : "";
        String items = member.has("items") ? " of " + member.at("/items/type").asText() : "";
        String format = member.has("format") ? " " + member.path("format").asText() : "";
        return nullable + String.join(" or ", types) + items + format;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).forEach(texts::add);
        return texts;
    }
}

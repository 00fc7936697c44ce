package org.subaccounts.key.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.subaccounts.contracts.ApiKeyIssued;
import org.subaccounts.contracts.ApiKeyRevoked;
import org.subaccounts.contracts.ApiKeyUpdated;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.key.apikey.ApiKeyEvent;
import org.subaccounts.key.apikey.ApiKeyEvent.GrantedScope;
import org.subaccounts.key.apikey.ApiKeyIssuedVersion1;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;

/** Every event that was ever stored can be read and is published as it was. Samples are added, never edited. */
class StoredEventSamplesTest {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final EventJson JSON = new EventJson(MAPPER, List.of(new ApiKeyIssuedVersion1()));
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final UUID KEY = UUID.fromString("01890000-0000-7000-8000-000000000001");
    private static final UUID ACCOUNT = UUID.fromString("01890000-0000-7000-8000-000000000002");
    private static final List<String> OFFICE = List.of("203.0.113.0/24");

    private static ApiKeyIssued issued(String... scopes) {
        return new ApiKeyIssued(ACCOUNT, KEY, "CI", "aha-pk-0123456789abcdefghijklmn", List.of(scopes), OFFICE, TIME);
    }

    static Stream<Arguments> samples() {
        return Stream.of(
                Arguments.of("key.ApiKeyIssued", "1", issued("messages:send:all", "domains:read")),
                Arguments.of("key.ApiKeyIssued", "2", issued("messages:send:{acme.example.com}", "domains:read")),
                Arguments.of(
                        "key.ApiKeyUpdated",
                        "1",
                        new ApiKeyUpdated(ACCOUNT, KEY, "Deploy", List.of("domains:read"), List.of(), TIME)),
                Arguments.of("key.ApiKeyRevoked", "1", new ApiKeyRevoked(ACCOUNT, KEY, TIME)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_stored_event_is_published_as(String type, String version, ContractEvent expected) throws IOException {
        assertThat(new KeyEventsMapping(JSON).map(stored(type, version))).contains(expected);
        assertThat(MAPPER.writeValueAsString(expected)).doesNotContain("2bb80d537b1da3e3");
    }

    @Test
    void scopes_of_the_first_version_are_as_old_as_their_key_and_bound_to_no_domain() throws IOException {
        ApiKeyEvent.ApiKeyIssued issued = JSON.read(stored("key.ApiKeyIssued", "1"), ApiKeyEvent.ApiKeyIssued.class);
        assertThat(issued.scopes())
                .containsExactly(
                        new GrantedScope(
                                UUID.fromString("01890000-0000-7000-8000-000000000003"),
                                "messages:send:all",
                                null,
                                TIME),
                        new GrantedScope(
                                UUID.fromString("01890000-0000-7000-8000-000000000004"), "domains:read", null, TIME));
    }

    @Test
    void a_key_is_read_completely() throws IOException {
        ApiKeyEvent.ApiKeyIssued issued = JSON.read(stored("key.ApiKeyIssued", "2"), ApiKeyEvent.ApiKeyIssued.class);
        assertThat(issued.secretHash()).startsWith("2bb80d537b1da3e3");
        assertThat(issued.scopes().getFirst().domainId())
                .isEqualTo(UUID.fromString("01890000-0000-7000-8000-000000000005"));
        ApiKeyEvent.ApiKeyUpdated updated =
                JSON.read(stored("key.ApiKeyUpdated", "1"), ApiKeyEvent.ApiKeyUpdated.class);
        assertThat(updated.reason()).isEqualTo("domain acme.example.com was removed");
    }

    @Test
    void every_current_version_has_a_sample() {
        assertThat(Arrays.stream(ApiKeyEvent.class.getPermittedSubclasses())
                        .map(type -> Objects.requireNonNull(type.getAnnotation(Event.class)))
                        .map(event -> event.namespace() + "." + event.name() + "." + event.version() + ".json"))
                .allSatisfy(sample -> assertThat(StoredEventSamplesTest.class.getResource("/stored-events/" + sample))
                        .isNotNull());
    }

    /** As the event store reads it: upcast to the current version. */
    private static StoredEvent stored(String type, String version) throws IOException {
        try (InputStream sample =
                StoredEventSamplesTest.class.getResourceAsStream("/stored-events/" + type + "." + version + ".json")) {
            ObjectNode payload = (ObjectNode) MAPPER.readTree(sample);
            ApiKeyIssuedVersion1 upcaster = new ApiKeyIssuedVersion1();
            boolean old = type.equals(upcaster.type()) && version.equals(upcaster.fromVersion());
            return new StoredEvent(
                    1,
                    1,
                    "id",
                    type,
                    old ? upcaster.toVersion() : version,
                    TIME,
                    old ? upcaster.upcast(payload) : payload,
                    Map.of(),
                    Set.of());
        }
    }
}

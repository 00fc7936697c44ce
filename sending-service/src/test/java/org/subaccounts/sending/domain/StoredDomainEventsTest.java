package org.subaccounts.sending.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;

/** Every version of every event of a domain is read as it was meant. Samples are added, never edited. */
class StoredDomainEventsTest {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final EventJson JSON = new EventJson(MAPPER, List.of());
    private static final DomainAddedVersion1 VERSION_1 = new DomainAddedVersion1();
    private static final DomainId ID = new DomainId(UUID.fromString("01890000-0000-7000-8000-000000000001"));
    private static final UUID ACCOUNT = UUID.fromString("01890000-0000-7000-8000-000000000002");
    private static final String NAME = "acme.example.com";
    private static final Instant ADDED = Instant.parse("2026-01-02T03:04:05.678Z");

    static Stream<Arguments> samples() {
        return Stream.of(
                Arguments.of(
                        "DomainAdded.1",
                        new DomainEvent.DomainAdded(
                                ID,
                                ACCOUNT,
                                NAME,
                                new Subdomains("mail", null, null, null),
                                "s1",
                                null,
                                "MIIB",
                                false,
                                ADDED)),
                Arguments.of(
                        "DomainAdded.2",
                        new DomainEvent.DomainAdded(
                                ID,
                                ACCOUNT,
                                NAME,
                                new Subdomains("mail", null, null, "img"),
                                "acme",
                                "acme",
                                "MIIB",
                                true,
                                ADDED)),
                Arguments.of(
                        "DomainUpdated.1",
                        new DomainEvent.DomainUpdated(
                                ID, ACCOUNT, NAME, new Subdomains("mail", "t", null, null), "s1", null)),
                Arguments.of("DomainVerified.1", new DomainEvent.DomainVerified(ID, ACCOUNT, NAME)),
                Arguments.of(
                        "DomainBroken.1",
                        new DomainEvent.DomainBroken(ID, ACCOUNT, NAME, List.of("mail.acme.example.com"))),
                Arguments.of(
                        "DkimRotationStarted.1", new DomainEvent.DkimRotationStarted(ID, ACCOUNT, NAME, 2, "MIIC")),
                Arguments.of("DkimRotated.1", new DomainEvent.DkimRotated(ID, ACCOUNT, NAME, 2)),
                Arguments.of("DkimKeyRetired.1", new DomainEvent.DkimKeyRetired(ID, ACCOUNT, NAME, 1)),
                Arguments.of("DomainRemoved.1", new DomainEvent.DomainRemoved(ID, ACCOUNT, NAME)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aStoredEventIsReadAs(String file, DomainEvent expected) throws IOException {
        assertThat(JSON.read(stored(file), expected.getClass())).isEqualTo(expected);
    }

    @Test
    void everyEventHasASampleOfItsVersion() {
        Set<String> current = Stream.of(DomainEvent.class.getPermittedSubclasses())
                .map(type -> Objects.requireNonNull(type.getAnnotation(Event.class)))
                .map(event -> event.name() + "." + event.version())
                .collect(Collectors.toSet());
        assertThat(samples().map(sample -> String.valueOf(sample.get()[0]))).containsAll(current);
    }

    /** As the log hands it out: upcast to the current version. */
    private static StoredEvent stored(String file) throws IOException {
        int dot = file.indexOf('.');
        String type = "sending." + file.substring(0, dot);
        String version = file.substring(dot + 1);
        try (InputStream sample =
                StoredDomainEventsTest.class.getResourceAsStream("/events/sending." + file + ".json")) {
            ObjectNode payload = (ObjectNode) MAPPER.readTree(sample);
            if (type.equals(VERSION_1.type()) && version.equals(VERSION_1.fromVersion())) {
                payload = VERSION_1.upcast(payload);
                version = VERSION_1.toVersion();
            }
            return new StoredEvent(1, 1, "id", type, version, ADDED, payload, Map.of(), Set.of());
        }
    }
}

package org.subaccounts.sending.publish;

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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.subaccounts.contracts.BounceRateExceeded;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.DomainAdded;
import org.subaccounts.contracts.DomainBroken;
import org.subaccounts.contracts.DomainRemoved;
import org.subaccounts.contracts.DomainVerified;
import org.subaccounts.contracts.MessageBounced;
import org.subaccounts.contracts.MessageClicked;
import org.subaccounts.contracts.MessageDeferred;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageFailed;
import org.subaccounts.contracts.MessageOpened;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.MessageSuppressed;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;
import org.subaccounts.sending.domain.DomainAddedVersion1;
import org.subaccounts.sending.domain.DomainEvent;
import org.subaccounts.sending.domain.Subdomains;

/** Every event that was ever stored can be read and is published as it was. Samples are added, never edited. */
class StoredEventSamplesTest {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final EventJson JSON = new EventJson(MAPPER, List.of());
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:06Z");
    private static final UUID DOMAIN_ID = UUID.fromString("01890000-0000-7000-8000-000000000001");
    private static final UUID ACCOUNT = UUID.fromString("01890000-0000-7000-8000-000000000002");
    private static final String DOMAIN = "acme.example.com";
    private static final String MESSAGE = "<01890000-0000-7000-8000-000000000003@acme.example.com>";
    private static final String REASON = "550 5.1.1 no such mailbox";

    static Stream<Arguments> samples() {
        return Stream.of(
                Arguments.of("sending.DomainAdded", new DomainAdded(ACCOUNT, DOMAIN_ID, DOMAIN, TIME)),
                Arguments.of("sending.DomainVerified", new DomainVerified(ACCOUNT, DOMAIN_ID, DOMAIN, TIME)),
                Arguments.of("sending.DomainBroken", new DomainBroken(ACCOUNT, DOMAIN_ID, DOMAIN, TIME)),
                Arguments.of("sending.DomainRemoved", new DomainRemoved(ACCOUNT, DOMAIN_ID, DOMAIN, TIME)),
                Arguments.of(
                        "sending.MessageSent",
                        new MessageSent(ACCOUNT, MESSAGE, DOMAIN, 1, false, null, List.of(), TIME)),
                Arguments.of(
                        "sending.MessageDelivered",
                        new MessageDelivered(ACCOUNT, MESSAGE, DOMAIN, 2, false, null, List.of(), null, TIME)),
                Arguments.of(
                        "sending.MessageDeferred",
                        new MessageDeferred(ACCOUNT, MESSAGE, DOMAIN, 3, REASON, null, false, null, List.of(), TIME)),
                Arguments.of(
                        "sending.MessageBounced",
                        new MessageBounced(ACCOUNT, MESSAGE, DOMAIN, 3, REASON, false, null, List.of(), null, TIME)),
                Arguments.of(
                        "sending.BounceRateExceeded",
                        new BounceRateExceeded(
                                ACCOUNT,
                                Instant.parse("2026-01-01T04:00:00Z"),
                                Instant.parse("2026-01-02T03:04:05.678Z"),
                                1200,
                                130,
                                10.5,
                                TIME)),
                Arguments.of(
                        "sending.MessageFailed",
                        new MessageFailed(ACCOUNT, MESSAGE, DOMAIN, 3, REASON, false, null, List.of(), TIME)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aStoredEventIsPublishedAs(String type, ContractEvent expected) throws IOException {
        assertThat(new SendingEventsMapping(JSON).map(stored(type))).contains(expected);
    }

    @Test
    void anAcceptedMessageTellsWhatStatisticsGroupBy() throws IOException {
        List<String> tags = List.of("receipt", "2026-03");
        assertThat(new SendingEventsMapping(JSON).map(stored("sending.MessageSent", "1.full")))
                .contains(new MessageSent(ACCOUNT, MESSAGE, DOMAIN, 1, true, "customer.example", tags, TIME));
        assertThat(new SendingEventsMapping(JSON).map(stored("sending.MessageSuppressed")))
                .contains(new MessageSuppressed(ACCOUNT, MESSAGE, DOMAIN, false, "customer.example", tags, TIME));
        assertThat(new SendingEventsMapping(JSON).map(stored("sending.MessageOpened")))
                .contains(new MessageOpened(ACCOUNT, MESSAGE, DOMAIN, true, false, "customer.example", tags, TIME));
        assertThat(new SendingEventsMapping(JSON).map(stored("sending.MessageClicked")))
                .contains(new MessageClicked(
                        ACCOUNT,
                        MESSAGE,
                        DOMAIN,
                        "https://example.com/offer?a=1",
                        false,
                        false,
                        "customer.example",
                        tags,
                        TIME));
    }

    @Test
    void whatDeliveryTellsNowadaysIsPublishedCompletely() throws IOException {
        List<String> tags = List.of("receipt");
        assertThat(new SendingEventsMapping(JSON).map(stored("sending.MessageBounced", "1.full")))
                .contains(new MessageBounced(
                        ACCOUNT,
                        MESSAGE,
                        DOMAIN,
                        3,
                        REASON,
                        true,
                        "customer.example",
                        tags,
                        "invalid_recipient",
                        TIME));
        assertThat(new SendingEventsMapping(JSON).map(stored("sending.MessageDeferred", "1.full")))
                .contains(new MessageDeferred(
                        ACCOUNT, MESSAGE, DOMAIN, 3, REASON, true, false, "customer.example", tags, TIME));
        assertThat(new SendingEventsMapping(JSON).map(stored("sending.MessageDelivered", "1.full")))
                .contains(new MessageDelivered(
                        ACCOUNT, MESSAGE, DOMAIN, 2, false, "customer.example", tags, 1234L, TIME));
    }

    @Test
    void anAddedDomainIsReadCompletely() throws IOException {
        DomainEvent.DomainAdded added = JSON.read(stored("sending.DomainAdded"), DomainEvent.DomainAdded.class);
        assertThat(added.subdomains()).isEqualTo(new Subdomains("mail", null, null));
        assertThat(added.dkimSelector()).isEqualTo("s1");
        assertThat(added.dkimPublicKey()).isEqualTo("MIIB");
        assertThat(added.addedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    }

    @Test
    void aBrokenDomainNamesWhatIsMissing() throws IOException {
        assertThat(JSON.read(stored("sending.DomainBroken"), DomainEvent.DomainBroken.class)
                        .missingHosts())
                .containsExactly("mail.acme.example.com");
    }

    private static StoredEvent stored(String type) throws IOException {
        return stored(type, "1");
    }

    private static StoredEvent stored(String type, String file) throws IOException {
        try (InputStream sample =
                StoredEventSamplesTest.class.getResourceAsStream("/events/" + type + "." + file + ".json")) {
            ObjectNode payload = (ObjectNode) MAPPER.readTree(sample);
            if (type.equals("sending.DomainAdded")) { // as the log hands it out: upcast to the current version
                ObjectNode current = new DomainAddedVersion1().upcast(payload);
                return new StoredEvent(1, 1, "id", type, "2", TIME, current, Map.of(), Set.of());
            }
            return new StoredEvent(1, 1, "id", type, "1", TIME, payload, Map.of(), Set.of());
        }
    }
}

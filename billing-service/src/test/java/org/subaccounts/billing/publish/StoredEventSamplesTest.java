package org.subaccounts.billing.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.subaccounts.billing.account.BillingAccountEvent;
import org.subaccounts.billing.invoice.InvoiceEvent;
import org.subaccounts.billing.plan.PlanEvent;
import org.subaccounts.billing.threshold.ThresholdEvent;
import org.subaccounts.contracts.BillingPeriodClosed;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.InvoiceIssued;
import org.subaccounts.contracts.UsageThresholdReached;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.StoredEvent;

/** Every event that was ever stored can be read and is published as it was. Samples are added, never edited. */
class StoredEventSamplesTest {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private static final EventJson JSON = new EventJson(MAPPER, List.of());
    private static final Instant TIME = Instant.parse("2026-04-01T06:00:31.207Z");
    private static final UUID PARENT = UUID.fromString("01890000-0000-7000-8000-000000000001");
    private static final UUID CHILD = UUID.fromString("01890000-0000-7000-8000-000000000002");
    private static final UUID INVOICE = UUID.fromString("01890000-0000-7000-8000-000000000009");

    static Stream<Arguments> samples() {
        return Stream.of(
                Arguments.of(
                        "BillingPeriodClosed.1",
                        BillingAccountEvent.BillingPeriodClosed.class,
                        Optional.of(new BillingPeriodClosed(
                                PARENT, "2026-03", INVOICE, "pro", 31_250, 3_004, "usd", TIME))),
                Arguments.of(
                        "InvoiceIssued.1",
                        InvoiceEvent.InvoiceIssued.class,
                        Optional.of(new InvoiceIssued(
                                PARENT,
                                INVOICE,
                                "01890000-0007",
                                "2026-03",
                                "usd",
                                31_250,
                                3_004,
                                1,
                                1,
                                List.of(
                                        new InvoiceIssued.Line("usage", "2026-03", "parent", PARENT, 250, 24),
                                        new InvoiceIssued.Line("usage", "2026-03", "sub_account", CHILD, 25_000, 2_400),
                                        new InvoiceIssued.Line(
                                                "usage", "2026-03", "removed_sub_accounts", null, 6_000, 576),
                                        new InvoiceIssued.Line("correction", "2026-02", "sub_account", CHILD, 50, 4)),
                                TIME))),
                Arguments.of("RemovedUsageInvoiced.1", InvoiceEvent.RemovedUsageInvoiced.class, Optional.empty()),
                Arguments.of("PlanCreated.1", PlanEvent.PlanCreated.class, Optional.empty()),
                Arguments.of("PlanPriced.1", PlanEvent.PlanPriced.class, Optional.empty()),
                Arguments.of("PlanAssigned.1", PlanEvent.PlanAssigned.class, Optional.empty()),
                Arguments.of(
                        "UsageThresholdReached.1",
                        ThresholdEvent.UsageThresholdReached.class,
                        Optional.of(new UsageThresholdReached(
                                PARENT,
                                CHILD,
                                "account",
                                "2026-11",
                                80,
                                1_000,
                                812,
                                Instant.parse("2026-01-02T03:04:05.678Z")))));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_stored_event_is_published_as(String file, Class<?> type, Optional<ContractEvent> expected) throws Exception {
        assertThat(new BillingEventsMapping(JSON).map(stored(file))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_stored_event_is_read_and_written_without_loss(String file, Class<?> type, Optional<ContractEvent> expected)
            throws Exception {
        StoredEvent stored = stored(file);
        JsonNode written = MAPPER.readTree(MAPPER.writeValueAsBytes(JSON.read(stored, type)));
        assertThat(written).isEqualTo(stored.payload());
    }

    @Test
    void every_version_of_every_event_has_a_sample_that_is_tested() throws Exception {
        Set<String> stored = Stream.of(
                        BillingAccountEvent.class, InvoiceEvent.class, PlanEvent.class, ThresholdEvent.class)
                .flatMap(type -> Stream.of(type.getPermittedSubclasses()))
                .map(type -> Objects.requireNonNull(type.getAnnotation(Event.class)))
                .map(event -> event.name() + "." + event.version())
                .collect(Collectors.toSet());
        assertThat(samples().map(sample -> sample.get()[0]).collect(Collectors.toSet()))
                .isEqualTo(stored);
        try (Stream<Path> files = Files.list(folder())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(stored.stream()
                            .map(name -> "billing." + name + ".json")
                            .toList());
        }
    }

    private static Path folder() throws URISyntaxException {
        URL folder = Objects.requireNonNull(StoredEventSamplesTest.class.getResource("/stored-events"));
        return Path.of(folder.toURI());
    }

    private static StoredEvent stored(String file) throws IOException, URISyntaxException {
        int dot = file.indexOf('.');
        ObjectNode payload = (ObjectNode)
                MAPPER.readTree(folder().resolve("billing." + file + ".json").toFile());
        return new StoredEvent(
                1,
                1,
                "id",
                "billing." + file.substring(0, dot),
                file.substring(dot + 1),
                TIME,
                payload,
                Map.of(),
                Set.of());
    }
}

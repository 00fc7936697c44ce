package org.subaccounts.account.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.subaccounts.account.member.MemberEvent;
import org.subaccounts.account.parent.AccountEvent;
import org.subaccounts.account.parent.AccountOpenedUpcaster;
import org.subaccounts.account.subaccount.SubAccountDeletedUpcaster;
import org.subaccounts.account.subaccount.SubAccountEvent;
import org.subaccounts.account.subaccount.SubAccountSuspendedUpcaster;
import org.subaccounts.account.subaccount.SubAccountUnsuspendedUpcaster;
import org.subaccounts.account.subaccount.SuspensionCause;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountOpened;
import org.subaccounts.contracts.AccountReinstated;
import org.subaccounts.contracts.AccountSuspended;
import org.subaccounts.contracts.AccountTermsChanged;
import org.subaccounts.contracts.AccountUpdated;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.MemberAdded;
import org.subaccounts.contracts.MemberRemoved;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountSuspended;
import org.subaccounts.contracts.SubAccountUnsuspended;
import org.subaccounts.contracts.SubAccountUpdated;
import org.subaccounts.platform.eventstore.EventJson;
import org.subaccounts.platform.eventstore.EventUpcaster;
import org.subaccounts.platform.eventstore.StoredEvent;

/** Every event that was ever stored can be read and is published as it was. Samples are added, never edited. */
class StoredEventSamplesTest {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final List<EventUpcaster> UPCASTERS = List.of(
            new AccountOpenedUpcaster(),
            new SubAccountSuspendedUpcaster(),
            new SubAccountUnsuspendedUpcaster(),
            new SubAccountDeletedUpcaster());
    private static final EventJson JSON = new EventJson(MAPPER, UPCASTERS);
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final UUID ID = UUID.fromString("01890000-0000-7000-8000-000000000001");
    private static final UUID PARENT = UUID.fromString("01890000-0000-7000-8000-000000000002");
    private static final UUID USER = UUID.fromString("7b0c3d0e-5a0f-5c55-9a56-2f3bb1b5a1c4");
    private static final String WHY = "because";

    static Stream<Arguments> samples() {
        return Stream.of(
                sample("AccountOpened.1", new AccountOpened(ID, "Acme", site(), true, ID, "standard", TIME)),
                sample("AccountOpened.2", new AccountOpened(ID, "Acme", site(), true, USER, "pro", TIME)),
                sample("AccountUpdated.1", updated(null)),
                sample("AccountTermsChanged.1", new AccountTermsChanged(ID, false, 50, null, TIME)),
                sample("AccountSuspended.1", new AccountSuspended(ID, WHY, TIME)),
                sample("AccountReinstated.1", new AccountReinstated(ID, WHY, TIME)),
                sample("AccountClosed.1", new AccountClosed(ID, WHY, TIME)),
                sample(
                        "MemberAdded.1",
                        new MemberAdded(ID, USER, "jo@acme.example.com", "Jo", "Billing Manager", TIME)),
                sample("MemberRemoved.1", new MemberRemoved(ID, USER, TIME)),
                sample(
                        "SubAccountCreated.1",
                        new SubAccountCreated(ID, PARENT, "Acme", "acme.example.com", 1_000, TIME)),
                sample(
                        "SubAccountUpdated.1",
                        new SubAccountUpdated(ID, PARENT, "Acme", "acme.example.com", 1_000, TIME)),
                sample("SubAccountSettingsUpdated.1", updated(PARENT)),
                sample("SubAccountSuspended.1", new SubAccountSuspended(ID, PARENT, WHY, TIME)),
                sample("SubAccountSuspended.2", new SubAccountSuspended(ID, PARENT, WHY, TIME)),
                sample("SubAccountUnsuspended.1", new SubAccountUnsuspended(ID, PARENT, TIME)),
                sample("SubAccountUnsuspended.2", new SubAccountUnsuspended(ID, PARENT, TIME)),
                sample("SubAccountDeleted.1", new SubAccountDeleted(ID, PARENT, TIME)),
                sample("SubAccountDeleted.2", new SubAccountDeleted(ID, PARENT, TIME)));
    }

    private static Arguments sample(String file, ContractEvent expected) {
        return Arguments.of(file, expected);
    }

    private static String site() {
        return "https://acme.example.com";
    }

    private static AccountUpdated updated(@Nullable UUID parent) {
        return new AccountUpdated(ID, parent, "Acme", site() + "/x", "Receipts", true, false, true, false, 20, 3, TIME);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_stored_event_is_published_as(String file, ContractEvent expected) throws Exception {
        assertThat(new AccountEventsMapping(JSON).map(stored(file))).contains(expected);
    }

    @Test
    void a_deletion_keeps_its_reason() throws Exception {
        assertThat(JSON.read(stored("SubAccountDeleted.2"), SubAccountEvent.SubAccountDeleted.class)
                        .reason())
                .isEqualTo(WHY);
        assertThat(JSON.read(stored("SubAccountDeleted.1"), SubAccountEvent.SubAccountDeleted.class)
                        .reason())
                .isNull();
    }

    @Test
    void a_suspension_keeps_its_cause_which_was_always_the_parents_at_first() throws Exception {
        assertThat(JSON.read(stored("SubAccountSuspended.2"), SubAccountEvent.SubAccountSuspended.class)
                        .cause())
                .isEqualTo(SuspensionCause.REPUTATION);
        assertThat(JSON.read(stored("SubAccountSuspended.1"), SubAccountEvent.SubAccountSuspended.class)
                        .cause())
                .isEqualTo(SuspensionCause.PARENT);
    }

    @Test
    void a_lifted_suspension_keeps_its_reason() throws Exception {
        assertThat(JSON.read(stored("SubAccountUnsuspended.2"), SubAccountEvent.SubAccountUnsuspended.class)
                        .reason())
                .isEqualTo(WHY);
        assertThat(JSON.read(stored("SubAccountUnsuspended.1"), SubAccountEvent.SubAccountUnsuspended.class)
                        .reason())
                .isNull();
    }

    @Test
    void every_version_of_every_event_has_a_sample_that_is_tested() throws Exception {
        Set<String> stored = Stream.of(AccountEvent.class, SubAccountEvent.class, MemberEvent.class)
                .flatMap(type -> Stream.of(type.getPermittedSubclasses()))
                .map(type -> Objects.requireNonNull(type.getAnnotation(Event.class)))
                .map(event -> event.name() + "." + event.version())
                .collect(Collectors.toSet());
        UPCASTERS.forEach(upcaster ->
                stored.add(upcaster.type().substring(upcaster.type().indexOf('.') + 1) + "." + upcaster.fromVersion()));
        Set<Object> tested = samples().map(sample -> sample.get()[0]).collect(Collectors.toSet());
        assertThat(tested).isEqualTo(stored);
        try (Stream<Path> files = Files.list(folder())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(stored.stream()
                            .map(name -> "account." + name + ".json")
                            .toList());
        }
    }

    private static Path folder() throws URISyntaxException {
        URL folder = Objects.requireNonNull(StoredEventSamplesTest.class.getResource("/stored-events"));
        return Path.of(folder.toURI());
    }

    /** As the log hands it out: upcast to the current version. */
    private static StoredEvent stored(String file) throws IOException, URISyntaxException {
        int dot = file.indexOf('.');
        String type = "account." + file.substring(0, dot);
        String version = file.substring(dot + 1);
        ObjectNode payload = (ObjectNode)
                MAPPER.readTree(folder().resolve("account." + file + ".json").toFile());
        for (EventUpcaster upcaster : UPCASTERS) {
            if (upcaster.type().equals(type) && upcaster.fromVersion().equals(version)) {
                payload = upcaster.upcast(payload);
                version = upcaster.toVersion();
            }
        }
        return new StoredEvent(1, 1, "id", type, version, TIME, payload, Map.of(), Set.of());
    }
}

package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.subaccounts.platform.eventstore.TestStore.failureOf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.axonframework.eventsourcing.annotation.EventTag;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.messaging.eventhandling.annotation.Event;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Old samples under stored-events are never edited: each is an event as some version of the code once stored it. */
class UpcastingTest {
    record Owner(String name) {}

    /** The current version of an event that was first stored with a flat owner, then without the partner flag. */
    @Event(namespace = "test", name = "Registered", version = "3")
    record Registered(@EventTag(key = "account") String id, Owner owner, boolean partner) {}

    private record Step(String type, String fromVersion, String toVersion, UnaryOperator<ObjectNode> change)
            implements EventUpcaster {
        @Override
        public ObjectNode upcast(ObjectNode payload) {
            return change.apply(payload);
        }
    }

    private static final EventUpcaster OWNER_IS_AN_OBJECT = new Step("test.Registered", "1", "2", payload -> {
        payload.putObject("owner").set("name", payload.remove("ownerName"));
        return payload;
    });
    private static final EventUpcaster PARTNER_IS_SAID =
            new Step("test.Registered", "2", "3", payload -> payload.put("partner", false));

    private final List<TestStore> stores = new ArrayList<>();

    @AfterEach
    void stop() {
        stores.forEach(TestStore::close);
    }

    private TestStore store(EventUpcaster... upcasters) {
        TestStore store = TestStore.create(upcasters);
        stores.add(store);
        return store;
    }

    private static String sample(String version) {
        try (InputStream json =
                UpcastingTest.class.getResourceAsStream("/stored-events/test.Registered.v" + version + ".json")) {
            return new String(json.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void storeSample(TestStore store, String version, String json) {
        TestStore.await(store.pool
                .preparedQuery("select es_append_one('account=sample', null, gen_random_uuid(), 'test.Registered',"
                        + " $1, now(), $2, '{}')")
                .execute(Tuple.of(version, json)));
    }

    private static final List<Registered> CURRENT = List.of(
            new Registered("a-1", new Owner("Ann"), false),
            new Registered("a-2", new Owner("Bob"), false),
            new Registered("a-3", new Owner("Cleo"), true));

    @Test
    void events_of_every_version_are_tailed_as_the_current_one() {
        TestStore store = store(PARTNER_IS_SAID, OWNER_IS_AN_OBJECT);
        List.of("1", "2", "3").forEach(version -> storeSample(store, version, sample(version)));

        List<StoredEvent> events = store.tailed(TailPosition.FIRST);

        assertThat(events).extracting(StoredEvent::version).containsOnly("3");
        assertThat(events.stream().map(event -> store.json.read(event, Registered.class)))
                .containsExactlyElementsOf(CURRENT);
    }

    @Test
    void events_of_every_version_are_sourced_as_the_current_one() {
        TestStore store = store(OWNER_IS_AN_OBJECT, PARTNER_IS_SAID);
        List.of("1", "2", "3").forEach(version -> storeSample(store, version, sample(version)));

        assertThat(TestStore.await(sourced(store))).containsExactlyElementsOf(CURRENT);
    }

    private static CompletableFuture<List<Registered>> sourced(TestStore store) {
        StoredEventConverter converter = new StoredEventConverter(store.json);
        List<Registered> read = new ArrayList<>();
        return store.engine
                .source(SourcingCondition.conditionFor(EventCriteria.havingTags("account", "sample")), null)
                .filter(entry -> entry.message().payload() instanceof StoredPayload)
                .reduce(read, (before, entry) -> {
                    before.add(entry.message().payloadAs(Registered.class, converter));
                    return before;
                });
    }

    @Test
    void a_version_outside_the_chain_fails_clearly_and_after_the_events_before_it() {
        TestStore store = store(OWNER_IS_AN_OBJECT, PARTNER_IS_SAID);
        storeSample(store, "3", sample("3"));
        storeSample(store, "4", "{\"id\":\"a-4\"}");

        List<StoredEvent> readable =
                TestStore.await(store.tail.read(TailPosition.FIRST, 10).subscribeAsCompletionStage());
        assertThat(readable).hasSize(1);
        assertThat(failureOf(
                        store.tail.read(readable.getFirst().tailPosition(), 10).subscribeAsCompletionStage()))
                .hasValueSatisfying(failure -> assertThat(failure)
                        .isInstanceOf(UnknownEventVersionException.class)
                        .hasMessageContaining("test.Registered")
                        .hasMessageContaining("4"));
        assertThat(failureOf(sourced(store)))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(UnknownEventVersionException.class));
    }

    @Test
    void without_upcasters_an_event_is_not_read_as_a_class_of_another_version() {
        TestStore store = store();
        storeSample(store, "2", sample("2"));

        StoredEvent event = store.tailed(TailPosition.FIRST).getFirst();
        assertThat(event.version()).isEqualTo("2");
        assertThatThrownBy(() -> store.json.read(event, Registered.class))
                .isInstanceOf(UnknownEventVersionException.class);
        assertThat(failureOf(sourced(store)))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(UnknownEventVersionException.class));
    }

    @Test
    void upcasters_that_fork_or_run_in_a_circle_are_refused_at_the_start() {
        EventUpcaster fork = new Step("test.Registered", "1", "3", payload -> payload);
        EventUpcaster circle = new Step("test.Registered", "2", "1", payload -> payload);
        EventUpcaster elsewhere = new Step("test.Registered", "0", "9", payload -> payload);
        for (EventUpcaster wrong : List.of(fork, circle, elsewhere)) {
            assertThatThrownBy(() -> new Upcasters(List.of(OWNER_IS_AN_OBJECT, wrong)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void how_the_application_names_its_json_does_not_change_what_is_stored() {
        ObjectMapper snakeCase = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        record Sent(String messageId, int recipientCount) {}

        assertThat(new EventJson(snakeCase, List.of()).write(new Sent("m", 1)))
                .isEqualTo("{\"messageId\":\"m\",\"recipientCount\":1}");
    }
}

package org.subaccounts.sending.statistics.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.ContractEvents;
import org.subaccounts.contracts.DomainAdded;
import org.subaccounts.contracts.MessageBounced;
import org.subaccounts.contracts.MessageClicked;
import org.subaccounts.contracts.MessageDeferred;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageFailed;
import org.subaccounts.contracts.MessageOpened;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.contracts.MessageSuppressed;
import org.subaccounts.platform.messaging.EventRecord;
import org.subaccounts.sending.statistics.project.StatisticsGathering.Column;

class StatisticsGatheringTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final UUID ACCOUNT = new UUID(0, 1);

    static EventRecord record(ContractEvent event) {
        try {
            return record(event.getClass(), JSON.writeValueAsBytes(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EventRecord record(Class<? extends ContractEvent> type, byte[] data) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("sending-events", 0, 0, "key", data);
        record.headers().add("ce_type", ContractEvents.type(type).getBytes(UTF_8));
        return EventRecord.of(record);
    }

    @Property(tries = 200)
    void sums_are_what_counting_one_by_one_gives(@ForAll("histories") List<ContractEvent> events) {
        StatisticsGathering gathering = new StatisticsGathering();
        events.forEach(event -> gathering.add(record(event)));
        Map<String, Long> counted = new HashMap<>();
        events.forEach(event -> countOne(event, counted));
        Map<String, Long> gathered = new HashMap<>();
        gathering.sums().forEach((key, sums) -> {
            sums.forEach((column, sum) -> {
                if (sum != 0) {
                    gathered.put(name(key, column), sum);
                }
            });
        });
        assertThat(gathered).isEqualTo(counted);
    }

    private static String name(HourKey key, Column column) {
        return String.join(
                "|",
                key.accountId().toString(),
                key.hour().toString(),
                key.senderDomain(),
                key.recipientDomain(),
                key.tags().toString(),
                key.classification(),
                column.name());
    }

    /** The naive count: straight from what the columns mean. */
    private static void countOne(ContractEvent event, Map<String, Long> counts) {
        switch (event) {
            case MessageSent e
            when !e.sandbox() ->
                add(counts, e, e.domain(), e.recipientDomain(), e.tags(), "", Column.RECEPTION, e.recipientCount());
            case MessageDelivered e
            when !e.sandbox() -> {
                add(counts, e, e.domain(), e.recipientDomain(), e.tags(), "", Column.DELIVERED, 1);
                Long millis = e.deliveryMillis();
                if (millis != null) {
                    add(counts, e, e.domain(), e.recipientDomain(), e.tags(), "", Column.TIMED, 1);
                    add(counts, e, e.domain(), e.recipientDomain(), e.tags(), "", Column.DELIVERY_MILLIS, millis);
                }
            }
            case MessageDeferred e
            when !e.sandbox() && (e.first() == null ? e.attempt() == 1 : e.first()) ->
                add(counts, e, e.domain(), e.recipientDomain(), e.tags(), "", Column.DEFERRED, 1);
            case MessageBounced e
            when !e.sandbox() ->
                add(
                        counts,
                        e,
                        e.domain(),
                        e.recipientDomain(),
                        e.tags(),
                        e.classification() == null ? "unclassified" : e.classification(),
                        Column.BOUNCED,
                        1);
            case MessageFailed e
            when !e.sandbox() -> add(counts, e, e.domain(), e.recipientDomain(), e.tags(), "", Column.FAILED, 1);
            case MessageSuppressed e
            when !e.sandbox() -> add(counts, e, e.domain(), e.recipientDomain(), e.tags(), "", Column.SUPPRESSED, 1);
            case MessageOpened e
            when !e.sandbox() && e.first() ->
                add(counts, e, e.domain(), e.recipientDomain(), e.tags(), "", Column.OPENED, 1);
            case MessageClicked e
            when !e.sandbox() && e.first() ->
                add(counts, e, e.domain(), e.recipientDomain(), e.tags(), "", Column.CLICKED, 1);
            default -> {}
        }
    }

    private static void add(
            Map<String, Long> counts,
            ContractEvent event,
            String domain,
            @Nullable String recipientDomain,
            List<String> tags,
            String classification,
            Column column,
            long number) {
        HourKey key = new HourKey(
                event.accountId(),
                event.occurredAt().truncatedTo(ChronoUnit.HOURS),
                domain,
                recipientDomain == null ? "" : recipientDomain,
                List.copyOf(new TreeSet<>(tags)),
                classification);
        if (number != 0) {
            counts.merge(name(key, column), number, Long::sum);
        }
    }

    /** What all kinds of events have. */
    private record Common(
            UUID account, String domain, String recipientDomain, List<String> tags, boolean sandbox, Instant time) {}

    @Provide
    Arbitrary<List<ContractEvent>> histories() {
        Arbitrary<Common> commons = Combinators.combine(
                        Arbitraries.longs().between(1, 2).map(id -> new UUID(0, id)),
                        Arbitraries.of("a.example.com", "b.example.com"),
                        Arbitraries.of("example.org", "example.net").injectNull(0.1),
                        Arbitraries.of("x", "y", "z", "x").list().ofMaxSize(3),
                        Arbitraries.of(true, false, false, false),
                        Arbitraries.longs().between(0, 3 * 3_600_000).map(NOON::plusMillis))
                .as(Common::new);
        return Combinators.combine(
                        commons,
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.of("hard", "full").injectNull(0.3),
                        Arbitraries.longs().between(0, 100_000).injectNull(0.2))
                .as(StatisticsGatheringTest::event)
                .list()
                .ofMaxSize(120);
    }

    private static ContractEvent event(
            Common c, int kind, int number, boolean first, String classification, Long millis) {
        String id = "<id@" + c.domain() + ">";
        return switch (kind) {
            case 0 ->
                new MessageSent(
                        c.account(), id, c.domain(), number, c.sandbox(), c.recipientDomain(), c.tags(), c.time());
            case 1 ->
                new MessageDelivered(
                        c.account(),
                        id,
                        c.domain(),
                        number,
                        c.sandbox(),
                        c.recipientDomain(),
                        c.tags(),
                        millis,
                        c.time());
            case 2 ->
                new MessageDeferred(
                        c.account(),
                        id,
                        c.domain(),
                        number,
                        "later",
                        millis == null ? null : first,
                        c.sandbox(),
                        c.recipientDomain(),
                        c.tags(),
                        c.time());
            case 3 ->
                new MessageBounced(
                        c.account(),
                        id,
                        c.domain(),
                        number,
                        "no",
                        c.sandbox(),
                        c.recipientDomain(),
                        c.tags(),
                        classification,
                        c.time());
            case 4 ->
                new MessageFailed(
                        c.account(),
                        id,
                        c.domain(),
                        number,
                        "no",
                        c.sandbox(),
                        c.recipientDomain(),
                        c.tags(),
                        c.time());
            case 5 ->
                new MessageSuppressed(
                        c.account(), id, c.domain(), c.sandbox(), c.recipientDomain(), c.tags(), c.time());
            case 6 ->
                new MessageOpened(
                        c.account(), id, c.domain(), first, c.sandbox(), c.recipientDomain(), c.tags(), c.time());
            default ->
                new MessageClicked(
                        c.account(),
                        id,
                        c.domain(),
                        "https://example.com",
                        first,
                        c.sandbox(),
                        c.recipientDomain(),
                        c.tags(),
                        c.time());
        };
    }

    @Test
    void other_events_count_nothing() {
        StatisticsGathering gathering = new StatisticsGathering();
        gathering.add(record(new DomainAdded(ACCOUNT, new UUID(0, 2), "a.example.com", NOON)));
        assertThat(gathering.sums()).isEmpty();
    }

    @Test
    void what_cannot_be_read_is_refused_and_leaves_nothing_behind() {
        for (String data :
                List.of("", "{", "[]", "{}", "{\"account_id\":\"7\"}", "{\"tags\":[1]}", "{\"tags\":\"a\"}")) {
            StatisticsGathering gathering = new StatisticsGathering();
            assertThatThrownBy(() -> gathering.add(record(MessageSent.class, data.getBytes(UTF_8))))
                    .as(data)
                    .isInstanceOf(RuntimeException.class);
            assertThat(gathering.sums()).isEmpty();
        }
    }
}

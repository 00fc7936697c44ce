package org.subaccounts.billing.usage.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.ContractEvents;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.platform.messaging.EventRecord;

class UsageGatheringTest {
    private static final String ONE = "00000000-0000-0000-0000-000000000001";
    private static final String OTHER = "00000000-0000-0000-0000-000000000002";
    private static final String JANUARY = "2024-01-31T23:59:59.999Z";
    private static final String FEBRUARY = "2024-02-01T00:00:00Z";

    private final Supplier<UsageGathering> gatherings = UsageGathering.rebuilding();
    private final UsageGathering gathering = gatherings.get();

    @Test
    void recipients_count_for_their_account_in_the_month_in_which_they_were_accepted() {
        sent(ONE, "a.example", 2, false, JANUARY);
        sent(OTHER, "a.example", 1, false, JANUARY);
        sent(ONE, "b.example", 3, false, JANUARY);
        sent(ONE, "a.example", 5, false, FEBRUARY);

        assertThat(gathering.periods())
                .containsExactly(
                        new UsageGathering.Counted<>(key("2024-01", ONE), 5),
                        new UsageGathering.Counted<>(key("2024-01", OTHER), 1),
                        new UsageGathering.Counted<>(key("2024-02", ONE), 5));
    }

    @Test
    void and_for_their_day_and_sending_domain() {
        sent(ONE, "b.example", 2, false, JANUARY);
        sent(ONE, "b.example", 2, false, JANUARY);
        sent(ONE, "a.example", 1, false, JANUARY);
        sent(ONE, "a.example", 5, false, FEBRUARY);

        assertThat(gathering.days())
                .containsExactly(
                        new UsageGathering.Counted<>(day("2024-01-31", "a.example"), 1),
                        new UsageGathering.Counted<>(day("2024-01-31", "b.example"), 4),
                        new UsageGathering.Counted<>(day("2024-02-01", "a.example"), 5));
    }

    @Test
    void gatherings_share_their_keys_and_count_each_for_itself() {
        UsageGathering second = gatherings.get();
        sent(ONE, "a.example", 2, false, JANUARY);
        second.add(record(MessageSent.class, json(ONE, "b.example", "3", false, JANUARY)));
        sent(ONE, "b.example", 4, false, JANUARY);
        second.add(record(MessageSent.class, json(ONE, "b.example", "0", false, FEBRUARY)));

        assertThat(gathering.days())
                .containsExactly(
                        new UsageGathering.Counted<>(day("2024-01-31", "a.example"), 2),
                        new UsageGathering.Counted<>(day("2024-01-31", "b.example"), 4));
        assertThat(second.days())
                .containsExactly(
                        new UsageGathering.Counted<>(day("2024-01-31", "b.example"), 3),
                        new UsageGathering.Counted<>(day("2024-02-01", "b.example"), 0));
        assertThat(second.periods())
                .containsExactly(
                        new UsageGathering.Counted<>(key("2024-01", ONE), 3),
                        new UsageGathering.Counted<>(key("2024-02", ONE), 0));
        assertThat(second.days().getFirst().key())
                .isSameAs(gathering.days().getLast().key());
    }

    @Test
    void a_gathering_is_full_when_its_keys_are_and_the_next_one_begins_with_none() {
        for (int domain = 0; domain < UsageKeys.MOST - 1; domain++) {
            sent(ONE, "d" + domain + ".example", 1, false, JANUARY);
        }
        assertThat(gathering.isFull()).isFalse();

        UsageGathering second = gatherings.get();
        second.add(record(MessageSent.class, json(OTHER, "a.example", "1", false, JANUARY)));
        assertThat(second.isFull()).isTrue();

        UsageGathering third = gatherings.get();
        assertThat(third.isFull()).isFalse();
        third.add(record(MessageSent.class, json(ONE, "d7.example", "5", false, JANUARY)));
        assertThat(third.periods()).containsExactly(new UsageGathering.Counted<>(key("2024-01", ONE), 5));
        assertThat(gathering.periods())
                .containsExactly(new UsageGathering.Counted<>(key("2024-01", ONE), UsageKeys.MOST - 1));
    }

    @Test
    void sandbox_messages_and_deliveries_are_not_billed() {
        sent(ONE, "a.example", 2, true, JANUARY);
        gathering.add(record(MessageDelivered.class, "{\"account_id\":\"" + ONE + "\"}"));

        assertThat(gathering.periods()).isEmpty();
        assertThat(gathering.days()).isEmpty();
    }

    @Test
    void members_come_in_any_order_unknown_ones_are_passed_over_and_times_of_other_zones_are_understood() {
        gathering.add(record(
                MessageSent.class,
                "{\"new\":{\"a\":[1,{}]},\"occurred_at\":\"2024-01-31T23:30:00-01:00\",\"sandbox\":false,\"more\":[],"
                        + "\"recipient_count\":7,\"domain\":\"a.example\",\"account_id\":\"" + ONE + "\"}"));

        assertThat(gathering.days()).containsExactly(new UsageGathering.Counted<>(day("2024-02-01", "a.example"), 7));
    }

    @Test
    void what_cannot_be_read_is_refused_and_leaves_nothing_behind() {
        for (String data : new String[] {
            "",
            "{",
            "[]",
            "{}",
            json("no uuid", "a.example", "1", false, JANUARY),
            json(ONE, "a.example", "99999999999", false, JANUARY),
            json(ONE, "a.example", "-1", false, JANUARY),
            json(ONE, "a.example", "\"1\"", false, JANUARY),
            json(ONE, "a.example", "1", false, "yesterday"),
            json(ONE, "a.example", "1", false, "2024-13-01T00:00:00Z"),
        }) {
            assertThatThrownBy(() -> gathering.add(record(MessageSent.class, data)))
                    .as(data)
                    .hasMessageContaining("cannot read");
        }
        assertThat(gathering.days()).isEmpty();
    }

    private void sent(String account, String domain, int recipients, boolean sandbox, String time) {
        gathering.add(record(MessageSent.class, json(account, domain, Integer.toString(recipients), sandbox, time)));
    }

    private static String json(String account, String domain, String recipients, boolean sandbox, String time) {
        return "{\"account_id\":\"" + account + "\",\"message_id\":\"<1@a.example>\",\"domain\":\"" + domain
                + "\",\"recipient_count\":" + recipients + ",\"sandbox\":" + sandbox + ",\"occurred_at\":\"" + time
                + "\"}";
    }

    private static EventRecord record(Class<? extends ContractEvent> type, String data) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("sending-events", 0, 0, ONE, data.getBytes(UTF_8));
        record.headers().add("ce_type", ContractEvents.type(type).getBytes(UTF_8));
        return EventRecord.of(record);
    }

    private static UsageKey key(String period, String account) {
        return new UsageKey(BillingPeriod.parse(period), java.util.UUID.fromString(account));
    }

    private static UsageKeys.Key day(String day, String domain) {
        return new UsageKeys.Key(LocalDate.parse(day), java.util.UUID.fromString(ONE), domain, 0);
    }
}

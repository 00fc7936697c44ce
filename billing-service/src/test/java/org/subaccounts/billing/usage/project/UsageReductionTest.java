package org.subaccounts.billing.usage.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.period.BillingPeriod;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.platform.messaging.ReceivedEvent;

class UsageReductionTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final Instant JANUARY = Instant.parse("2024-01-31T23:59:59.999Z");
    private static final Instant FEBRUARY = Instant.parse("2024-02-01T00:00:00Z");

    @Test
    void recipients_count_for_their_account_in_the_month_in_which_they_were_accepted() {
        var volumes = UsageReduction.volumes(events(
                sent(ONE, 2, false, JANUARY),
                sent(OTHER, 1, false, JANUARY),
                sent(ONE, 3, false, JANUARY),
                sent(ONE, 5, false, FEBRUARY)));

        assertThat(volumes)
                .containsOnlyKeys(
                        new UsageKey(BillingPeriod.of(JANUARY), ONE),
                        new UsageKey(BillingPeriod.of(JANUARY), OTHER),
                        new UsageKey(BillingPeriod.of(FEBRUARY), ONE));
        assertThat(volumes.values()).containsExactly(5L, 1L, 5L);
    }

    @Test
    void sandbox_messages_and_deliveries_are_not_billed() {
        assertThat(UsageReduction.volumes(events(
                        sent(ONE, 2, true, JANUARY), new MessageDelivered(ONE, "id", "example.com", 1, JANUARY))))
                .isEmpty();
    }

    private static MessageSent sent(UUID account, int recipients, boolean sandbox, Instant time) {
        return new MessageSent(account, "id", "example.com", recipients, sandbox, time);
    }

    private static List<ReceivedEvent> events(ContractEvent... events) {
        return Arrays.stream(events)
                .map(event -> new ReceivedEvent("id", "/sending-service", "type", event.occurredAt(), "", event))
                .toList();
    }
}

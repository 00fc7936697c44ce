package org.subaccounts.account.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.DomainAdded;
import org.subaccounts.contracts.DomainRemoved;
import org.subaccounts.contracts.DomainVerified;
import org.subaccounts.contracts.MessageBounced;
import org.subaccounts.contracts.MessageDelivered;
import org.subaccounts.contracts.MessageSent;

class ActivityReductionTest {
    private static final UUID A = new UUID(1, 1);
    private static final UUID B = new UUID(2, 2);
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void domains_are_added_and_removed() {
        assertThat(ActivityReduction.changes(List.of(
                        new DomainAdded(B, A, "b.example.com", NOON),
                        new DomainAdded(A, A, "a.example.com", NOON),
                        new DomainAdded(A, B, "c.example.com", NOON),
                        new DomainVerified(A, B, "c.example.com", NOON),
                        new DomainRemoved(B, A, "b.example.com", NOON))))
                .containsExactly(new ActivityChange(A, 2, null), new ActivityChange(B, 0, null));
    }

    @Test
    void the_latest_mail_counts_in_whatever_order_the_events_come() {
        assertThat(ActivityReduction.changes(List.of(
                        new MessageSent(A, "1", "a.example.com", 1, true, null, List.of(), NOON),
                        new MessageDelivered(
                                A, "1", "a.example.com", 1, false, null, List.of(), null, NOON.plusSeconds(2)),
                        new MessageBounced(
                                A, "1", "a.example.com", 1, "no", false, null, List.of(), null, NOON.plusSeconds(1)))))
                .containsExactly(new ActivityChange(A, 0, NOON.plusSeconds(2)));
    }

    @Test
    void nothing_comes_of_nothing() {
        assertThat(ActivityReduction.changes(List.of())).isEmpty();
    }
}

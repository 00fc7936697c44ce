package org.subaccounts.billing.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.usage.AccountVolume;
import org.subaccounts.billing.usage.FamilyUsage;

class AllocationTest {
    private static final AccountVolume LOW = volume("00000000-0000-4000-8000-000000000000", false);
    private static final AccountVolume MIDDLE = volume("7fffffff-0000-4000-8000-000000000000", false);
    /** Below all others for {@link UUID#compareTo}, which takes halves as signed. */
    private static final AccountVolume HIGH = volume("ffffffff-0000-4000-8000-000000000000", false);

    private static final AccountVolume REMOVED = volume("00000000-0000-4000-8000-000000000001", true);

    @Test
    void of_equal_remainders_the_lower_id_goes_first_in_whatever_order_they_come_and_the_removed_ones_last() {
        FamilyUsage family = new FamilyUsage(MIDDLE, List.of(HIGH, REMOVED, LOW));
        assertThat(cents(1, family)).containsExactly(0L, 0L, 1L, 0L);
        assertThat(cents(2, family)).containsExactly(1L, 0L, 1L, 0L);
        assertThat(cents(3, family)).containsExactly(1L, 1L, 1L, 0L);
        assertThat(cents(4, family)).containsExactly(1L, 1L, 1L, 1L);
        assertThat(cents(5, family)).containsExactly(1L, 1L, 2L, 1L);
    }

    @Test
    void without_any_volume_everything_falls_to_the_parent() {
        FamilyUsage family = new FamilyUsage(
                new AccountVolume(HIGH.accountId(), "", false, 0),
                List.of(new AccountVolume(LOW.accountId(), "", false, 0)));
        assertThat(cents(7, family)).containsExactly(7L, 0L, 0L);
    }

    /** Of the parent, the children that are there, in their order, and the removed ones. */
    private static List<Long> cents(long total, FamilyUsage family) {
        Allocation allocation = Allocation.of(new Money(total, Money.currency("USD")), family);
        List<Long> cents = new ArrayList<>();
        cents.add(allocation.parent().minorUnits());
        allocation.active().forEach(active -> cents.add(active.minorUnits()));
        cents.add(allocation.removed().minorUnits());
        return cents;
    }

    private static AccountVolume volume(String id, boolean removed) {
        return new AccountVolume(UUID.fromString(id), "", removed, 1);
    }
}

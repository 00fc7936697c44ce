package org.subaccounts.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.http.Ids;

class InvoiceNumberTest {
    @Test
    void a_number_is_the_random_part_of_the_account_id_and_a_count_of_at_least_four_digits() {
        assertThat(text("0190a5c2-7d10-7c3e-8b51-2f6d4e9a1c07", 1)).isEqualTo("0PM9FDN79M707-0001");
        assertThat(text("0190a5c2-7d10-7c3e-8b51-2f6d4e9a1c07", 12_345)).isEqualTo("0PM9FDN79M707-12345");
        assertThat(text("01890000-0000-7000-8000-000000000000", 1)).isEqualTo("0000000000000-0001");
        assertThat(text("01890000-0000-7000-bfff-ffffffffffff", 1)).isEqualTo("3ZZZZZZZZZZZZ-0001");
    }

    @Test
    void accounts_that_are_opened_in_the_same_moment_share_no_number() {
        Set<String> numbers = new HashSet<>();
        Set<Long> moments = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            UUID account = Ids.next();
            moments.add(account.getMostSignificantBits() >>> 16);
            numbers.add(new InvoiceNumber(account, 1).text());
        }
        assertThat(numbers).hasSize(100_000);
        assertThat(moments).as("milliseconds").hasSizeLessThan(50_000);
    }

    private static String text(String account, int count) {
        return new InvoiceNumber(UUID.fromString(account), count).text();
    }
}

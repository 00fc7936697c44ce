package org.subaccounts.key.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.security.IpAllowList;

class AddressBlocksTest {
    @Test
    void blocks_are_masked_bare_addresses_completed_and_each_kept_once() {
        assertThat(AddressBlocks.canonical(List.of(
                        "203.0.113.77/24", "203.0.113.0/24", " 198.51.100.7 ", "2001:DB8:0:0::1/32", "2001:db8::1")))
                .containsExactly("203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32", "2001:db8::1/128");
        assertThat(AddressBlocks.canonical(null)).isEmpty();
    }

    @Test
    void a_list_that_would_allow_everything_is_refused() {
        for (String block : List.of(
                "0.0.0.0/0",
                "::/0",
                "203.0.113.1/0",
                "::ffff:0:0/96",
                "::ffff:203.0.113.7/96",
                "::ffff:0:0/95",
                "::/8")) {
            assertThatThrownBy(() -> AddressBlocks.canonical(List.of(block)))
                    .as(block)
                    .isInstanceOf(ApiKeyRefusal.InvalidAddressBlock.class);
        }
    }

    @Test
    void what_is_no_block_is_refused() {
        for (String block : List.of(
                "",
                "example.com",
                "203.0.113",
                "203.0.113.1/33",
                "2001:db8::/129",
                "1.2.3.4/",
                "1.2.3.4/-1",
                "fe80::1%eth0",
                "[::1]",
                "010.0.0.1",
                "1.2.3.4/08",
                "256.0.0.1",
                "::g",
                "1.2.3.4/ 8")) {
            assertThatThrownBy(() -> AddressBlocks.canonical(List.of(block)))
                    .as(block)
                    .isInstanceOf(ApiKeyRefusal.InvalidAddressBlock.class);
        }
    }

    @Test
    void messages_repeat_at_most_a_hundred_characters_of_an_entry() {
        assertThatThrownBy(() -> AddressBlocks.canonical(List.of("x".repeat(5_000))))
                .hasMessage("ip_allow_list: " + "x".repeat(100)
                        + "… is neither an address nor a CIDR block such as 203.0.113.0/24");
    }

    @Test
    void a_hundred_entries_are_the_limit_after_duplicates_are_dropped() {
        List<String> hundred =
                IntStream.range(0, 100).mapToObj(i -> "10.0.0." + i).toList();
        assertThat(AddressBlocks.canonical(hundred)).hasSize(100);
        assertThat(AddressBlocks.canonical(IntStream.range(0, 300)
                        .mapToObj(i -> "10.0.0." + i % 100)
                        .toList()))
                .hasSize(100);
        assertThatThrownBy(() -> AddressBlocks.canonical(
                        IntStream.range(0, 101).mapToObj(i -> "10.0.0." + i).toList()))
                .isInstanceOf(ApiKeyRefusal.InvalidAddressBlock.class);
    }

    @Test
    void every_canonical_block_covers_its_own_address() {
        for (String address : List.of("203.0.113.77", "2001:db8::1")) {
            assertThat(IpAllowList.of(AddressBlocks.canonical(List.of(address))).covers(address))
                    .isTrue();
        }
    }

    @Test
    void an_ipv4_mapped_address_is_the_ipv4_address_that_it_means() {
        assertThat(AddressBlocks.canonical(List.of(
                        "::ffff:203.0.113.7", "203.0.113.7", "::FFFF:cb00:7100/120", "::ffff:0:0/97", "128.0.0.0/1")))
                .containsExactly("203.0.113.7/32", "203.0.113.0/24", "0.0.0.0/1", "128.0.0.0/1");
    }

    @Test
    void ipv6_blocks_beside_the_mapped_range_are_kept() {
        assertThat(AddressBlocks.canonical(List.of("::1", "::/97", "2000::/3", "::fffe:0:0/96", "::1.2.3.4")))
                .containsExactly("::1/128", "::/97", "2000::/3", "::fffe:0:0/96", "::102:304/128");
    }
}

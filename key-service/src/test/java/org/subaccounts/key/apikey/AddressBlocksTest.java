package org.subaccounts.key.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.security.IpAllowList;

class AddressBlocksTest {
    @Test
    void blocksAreMaskedBareAddressesCompletedAndEachKeptOnce() {
        assertThat(AddressBlocks.canonical(List.of(
                        "203.0.113.77/24", "203.0.113.0/24", " 198.51.100.7 ", "2001:DB8:0:0::1/32", "2001:db8::1")))
                .containsExactly("203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32", "2001:db8::1/128");
        assertThat(AddressBlocks.canonical(null)).isEmpty();
    }

    @Test
    void aListThatWouldAllowEverythingIsRefused() {
        for (String block : List.of("0.0.0.0/0", "::/0", "203.0.113.1/0")) {
            assertThatThrownBy(() -> AddressBlocks.canonical(List.of(block)))
                    .as(block)
                    .isInstanceOf(ApiKeyRefusal.InvalidAddressBlock.class);
        }
    }

    @Test
    void whatIsNoBlockIsRefused() {
        for (String block : List.of(
                "",
                "example.com",
                "203.0.113",
                "203.0.113.1/33",
                "2001:db8::/129",
                "1.2.3.4/",
                "1.2.3.4/-1",
                "fe80::1%eth0",
                "1.2.3.4/ 8")) {
            assertThatThrownBy(() -> AddressBlocks.canonical(List.of(block)))
                    .as(block)
                    .isInstanceOf(ApiKeyRefusal.InvalidAddressBlock.class);
        }
    }

    @Test
    void aHundredEntriesAreTheLimitAfterDuplicatesAreDropped() {
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
    void everyCanonicalBlockCoversItsOwnAddress() {
        for (String address : List.of("203.0.113.77", "2001:db8::1")) {
            assertThat(IpAllowList.of(AddressBlocks.canonical(List.of(address))).covers(address))
                    .isTrue();
        }
    }
}

package org.subaccounts.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IpAllowListTest {
    @Test
    void anEmptyListAllowsEveryAddress() {
        assertThat(IpAllowList.of(List.of()).covers("198.51.100.7")).isTrue();
        assertThat(IpAllowList.of(List.of()).covers(null)).isTrue();
    }

    @Test
    void onlyAddressesOfItsBlocksAreAllowed() {
        IpAllowList list = IpAllowList.of(List.of("203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32"));
        assertThat(list.covers("203.0.113.255")).isTrue();
        assertThat(list.covers("203.0.114.0")).isFalse();
        assertThat(list.covers("198.51.100.7")).isTrue();
        assertThat(list.covers("198.51.100.8")).isFalse();
        assertThat(list.covers("2001:db8:ffff::1")).isTrue();
        assertThat(list.covers("2001:db9::1")).isFalse();
        assertThat(list.covers(null)).isFalse();
    }

    @Test
    void anAddressOfOnesIsInNoOtherBlock() {
        IpAllowList list = IpAllowList.of(List.of("200::/7", "203.0.113.0/25"));
        assertThat(list.covers("ff00::")).isFalse();
        assertThat(list.covers("fe80::1")).isFalse();
        assertThat(list.covers("255.255.255.255")).isFalse();
        assertThat(list.covers("3ff::1")).isTrue();
        assertThat(list.covers("400::")).isFalse();
        assertThat(list.covers("203.0.113.127")).isTrue();
        assertThat(list.covers("::ffff:203.0.113.127")).isTrue();
        assertThat(list.covers("203.0.113.128")).isFalse();
    }
}

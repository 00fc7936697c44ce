package org.subaccounts.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private final ClientAddress addresses = new ClientAddress(List.of("10.0.0.0/8", "127.0.0.1", "fd00::1"));

    @Test
    void a_peer_that_is_no_trusted_proxy_is_the_client_whatever_it_says() {
        assertThat(addresses.of("203.0.113.9", List.of("198.51.100.1"))).isEqualTo("203.0.113.9");
    }

    @Test
    void what_a_client_sends_itself_is_not_believed() {
        assertThat(addresses.of("10.1.2.3", List.of("198.51.100.1, 203.0.113.9")))
                .isEqualTo("203.0.113.9");
        assertThat(addresses.of("10.1.2.3", List.of("198.51.100.1", "203.0.113.9")))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void trusted_proxies_on_the_way_are_passed_over() {
        assertThat(addresses.of("127.0.0.1", List.of("198.51.100.1, 203.0.113.9, 10.9.9.9, fd00::1")))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void without_a_header_or_with_junk_in_it_the_last_known_address_counts() {
        assertThat(addresses.of("10.1.2.3", List.of())).isEqualTo("10.1.2.3");
        assertThat(addresses.of("10.1.2.3", List.of("203.0.113.9, unknown"))).isEqualTo("10.1.2.3");
        assertThat(addresses.of("10.1.2.3", List.of("unknown, 2001:db8::7"))).isEqualTo("2001:db8::7");
    }
}

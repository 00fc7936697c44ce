package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequencesTest {
    @Test
    void text_order_is_the_order_of_transaction_and_position() {
        assertThat(Sequences.of(9, 1_000)).isLessThan(Sequences.of(10, 1));
        assertThat(Sequences.of(10, 9)).isLessThan(Sequences.of(10, 10));
        assertThat(Sequences.of(Long.MAX_VALUE - 1, Long.MAX_VALUE)).isLessThan(Sequences.of(Long.MAX_VALUE, 0));
    }
}

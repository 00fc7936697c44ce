package org.subaccounts.sending;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnderWayTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final UnderWay two = new UnderWay(2);

    @Test
    void each_account_has_so_many_and_what_ended_makes_room_once() {
        Runnable first = two.begin(ONE);
        two.begin(ONE);
        refuses();
        two.begin(OTHER);
        first.run();
        first.run();
        two.begin(ONE);
        refuses();
    }

    private void refuses() {
        assertThatThrownBy(() -> two.begin(ONE)).isInstanceOf(TooManyAtOnce.class);
    }
}

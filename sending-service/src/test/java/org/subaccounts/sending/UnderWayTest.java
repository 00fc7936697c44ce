package org.subaccounts.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnderWayTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final UnderWay two = new UnderWay(2);

    @Test
    void each_account_has_so_many_and_what_ended_makes_room_once() {
        Runnable first = two.begin(ONE).orElseThrow();
        assertThat(two.begin(ONE)).isPresent();
        assertThat(two.begin(ONE)).isEmpty();
        assertThat(two.begin(OTHER)).isPresent();
        first.run();
        first.run();
        assertThat(two.begin(ONE)).isPresent();
        assertThat(two.begin(ONE)).isEmpty();
    }
}

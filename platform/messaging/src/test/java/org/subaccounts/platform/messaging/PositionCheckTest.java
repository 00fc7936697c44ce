package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.messaging.ConsumerPositions.Position;
import org.subaccounts.platform.messaging.TopicInspector.Extent;

class PositionCheckTest {
    private final Position at100 = new Position("topic-id", 100, Map.of());

    @Test
    void a_position_within_what_is_kept_or_at_its_end_is_fine() {
        assertThatCode(() -> check(new Extent("topic-id", 0, 100))).doesNotThrowAnyException();
        assertThatCode(() -> check(new Extent("topic-id", 100, 500))).doesNotThrowAnyException();
    }

    @Test
    void a_partition_emptied_behind_the_last_transaction_marker_is_fine() {
        assertThatCode(() -> check(new Extent("topic-id", 101, 101))).doesNotThrowAnyException();
    }

    @Test
    void records_deleted_before_they_were_read_are_refused() {
        assertThatThrownBy(() -> check(new Extent("topic-id", 101, 500)))
                .isInstanceOf(PositionRefusedException.class)
                .hasMessageContaining("begins at 101");
    }

    @Test
    void a_topic_that_ends_before_the_position_is_refused() {
        assertThatThrownBy(() -> check(new Extent("topic-id", 0, 99)))
                .isInstanceOf(PositionRefusedException.class)
                .hasMessageContaining("ends at 99");
    }

    @Test
    void another_topic_of_the_same_name_is_refused() {
        assertThatThrownBy(() -> check(new Extent("other-id", 0, 500)))
                .isInstanceOf(PositionRefusedException.class)
                .hasMessageContaining("deleted");
    }

    private void check(Extent extent) {
        PositionCheck.requireContinuation("a consumer", at100, extent);
    }
}

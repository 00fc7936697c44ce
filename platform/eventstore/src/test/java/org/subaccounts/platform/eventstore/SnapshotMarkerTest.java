package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.junit.jupiter.api.Test;

class SnapshotMarkerTest {
    /** As a server may take them one after the other. */
    private static final List<SnapshotMarker> TAKEN_IN_ORDER = List.of(
            new SnapshotMarker("10:10:"),
            new SnapshotMarker("10:12:10,11"),
            new SnapshotMarker("10:12:10"),
            new SnapshotMarker("12:12:"),
            new SnapshotMarker("12:20:12,13,19"),
            new SnapshotMarker("13:20:13,19"));

    @Test
    void the_lower_bound_is_the_snapshot_that_was_taken_first() {
        for (int i = 0; i < TAKEN_IN_ORDER.size(); i++) {
            for (int j = i; j < TAKEN_IN_ORDER.size(); j++) {
                SnapshotMarker earlier = TAKEN_IN_ORDER.get(i);
                SnapshotMarker later = TAKEN_IN_ORDER.get(j);
                assertThat(earlier.lowerBound(later)).isEqualTo(earlier);
                assertThat(later.lowerBound(earlier)).isEqualTo(earlier);
                assertThat(earlier.upperBound(later)).isEqualTo(later);
                assertThat(later.upperBound(earlier)).isEqualTo(later);
            }
        }
    }

    @Test
    void nothing_read_is_below_and_infinity_above_every_snapshot() {
        SnapshotMarker marker = TAKEN_IN_ORDER.getFirst();

        assertThat(marker.lowerBound(ConsistencyMarker.ORIGIN)).isEqualTo(ConsistencyMarker.ORIGIN);
        assertThat(marker.upperBound(ConsistencyMarker.INFINITY)).isEqualTo(ConsistencyMarker.INFINITY);
        assertThat(SnapshotMarker.snapshotOf(ConsistencyMarker.ORIGIN)).isEqualTo(SnapshotMarker.SEES_NOTHING);
        assertThat(SnapshotMarker.snapshotOf(marker)).isEqualTo("10:10:");
    }

    @Test
    void markers_of_other_stores_and_other_texts_are_refused() {
        assertThatThrownBy(() -> SnapshotMarker.snapshotOf(new GlobalIndexConsistencyMarker(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SnapshotMarker("10")).isInstanceOf(IllegalArgumentException.class);
    }
}

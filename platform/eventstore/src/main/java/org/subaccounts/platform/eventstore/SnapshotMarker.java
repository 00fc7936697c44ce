package org.subaccounts.platform.eventstore;

import org.axonframework.eventsourcing.eventstore.AbstractConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.Position;

/**
 * The snapshot (text form of {@code pg_snapshot}: {@code xmin:xmax:running,…}) that events were read with. An event
 * conflicts if it matches the condition and this snapshot did not see it. A position cannot tell that: a lower one may
 * be committed later.
 */
public final class SnapshotMarker extends AbstractConsistencyMarker<SnapshotMarker> {
    /** Sees nothing: under it every matching event conflicts. */
    static final String SEES_NOTHING = "3:3:";

    private final String snapshot;
    private final long xmin;
    private final long xmax;
    private final int runningCount;

    public SnapshotMarker(String snapshot) {
        int firstColon = snapshot.indexOf(':');
        int secondColon = snapshot.indexOf(':', firstColon + 1);
        if (firstColon < 1 || secondColon < 0) {
            throw new IllegalArgumentException("not a snapshot: " + snapshot);
        }
        this.snapshot = snapshot;
        this.xmin = Long.parseLong(snapshot, 0, firstColon, 10);
        this.xmax = Long.parseLong(snapshot, firstColon + 1, secondColon, 10);
        String running = snapshot.substring(secondColon + 1);
        this.runningCount = running.isEmpty()
                ? 0
                : Math.toIntExact(running.chars().filter(c -> c == ',').count() + 1);
    }

    /** The snapshot to check a condition with: the marker's, or one that sees nothing if nothing was sourced. */
    static String snapshotOf(ConsistencyMarker marker) {
        if (marker instanceof SnapshotMarker known) {
            return known.snapshot;
        }
        if (marker == ConsistencyMarker.ORIGIN) {
            return SEES_NOTHING;
        }
        throw new IllegalArgumentException("not a marker of this event store: " + marker);
    }

    @Override
    protected ConsistencyMarker doLowerBound(SnapshotMarker other) {
        return takenBefore(other) ? this : other;
    }

    @Override
    protected ConsistencyMarker doUpperBound(SnapshotMarker other) {
        return takenBefore(other) ? other : this;
    }

    /** Later snapshots of one server never have a lower xmin or xmax; with both equal, transactions can only have ended. */
    private boolean takenBefore(SnapshotMarker other) {
        if (xmax != other.xmax) {
            return xmax < other.xmax;
        }
        if (xmin != other.xmin) {
            return xmin < other.xmin;
        }
        return runningCount > other.runningCount;
    }

    @Override
    public Position position() {
        return Position.START;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SnapshotMarker marker && marker.snapshot.equals(snapshot);
    }

    @Override
    public int hashCode() {
        return snapshot.hashCode();
    }

    @Override
    public String toString() {
        return "SnapshotMarker[" + snapshot + "]";
    }
}

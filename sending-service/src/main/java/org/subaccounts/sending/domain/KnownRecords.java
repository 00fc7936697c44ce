package org.subaccounts.sending.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.records.RecordKind;

/**
 * What the lookups of a domain's records have told so far.
 *
 * @param propagated the records that were there when they were last looked up
 * @param missing required records that are certainly not there, as long as no lookup has seen them again
 * @param missingSince when they were first missed
 * @param checkedAt when all records were last looked up with an answer; {@code null}: never
 */
public record KnownRecords(
        Set<RecordKind> propagated,
        Set<RecordKind> missing,
        @Nullable Instant missingSince,
        @Nullable Instant checkedAt) {
    public static final KnownRecords NONE = new KnownRecords(Set.of(), Set.of(), null, null);

    public KnownRecords {
        propagated = Set.copyOf(propagated);
        missing = Set.copyOf(missing);
    }

    /** What is missing still or newly after a lookup at that time, by kind and host. */
    public KnownRecords after(Set<RecordKind> seen, Map<RecordKind, String> missed, boolean complete, Instant at) {
        Set<RecordKind> still = new java.util.HashSet<>(missing);
        still.removeAll(seen);
        Instant checked = complete ? at : checkedAt;
        return still.isEmpty()
                ? new KnownRecords(seen, missed.keySet(), missed.isEmpty() ? null : at, checked)
                : new KnownRecords(seen, still, missingSince, checked);
    }
}

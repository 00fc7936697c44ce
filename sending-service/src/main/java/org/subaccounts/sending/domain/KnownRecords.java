package org.subaccounts.sending.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.subaccounts.sending.domain.records.RecordKind;

/**
 * What the lookups of a domain's records have told so far.
 *
 * @param propagated the records that were there when they were last looked up
 * @param missing required records that are certainly not there, as long as no lookup has seen them again
 * @param missingSince when the first of them was missed
 * @param checkedAt when all records were last looked up with an answer; {@code null}: never
 * @param lookedUpAt when they were last looked up, with answers or without; {@code null}: never
 */
public record KnownRecords(
        Set<RecordKind> propagated,
        Set<RecordKind> missing,
        @Nullable Instant missingSince,
        @Nullable Instant checkedAt,
        @Nullable Instant lookedUpAt) {
    public static final KnownRecords NONE = new KnownRecords(Set.of(), Set.of(), null, null, null);

    public KnownRecords {
        propagated = Set.copyOf(propagated);
        missing = Set.copyOf(missing);
    }

    /**
     * What a lookup has told.
     *
     * @param required kinds without which a domain is not valid
     * @param missed those of them that are certainly not there
     */
    public record Seen(
            Set<RecordKind> propagated, Set<RecordKind> required, Set<RecordKind> missed, boolean complete) {}

    /** What is missing still or newly after a lookup at that time. What is no longer required is not missed any more. */
    public KnownRecords after(Seen seen, Instant at) {
        Set<RecordKind> still = new HashSet<>(missing);
        still.removeAll(seen.propagated());
        still.retainAll(seen.required());
        Instant since = still.isEmpty() ? at : missingSince;
        still.addAll(seen.missed());
        return new KnownRecords(
                seen.propagated(), still, still.isEmpty() ? null : since, seen.complete() ? at : checkedAt, at);
    }

    /** Whether all was looked up within {@code cacheTime}, or anything within {@code incompleteCacheTime}. */
    public boolean isFresh(Instant now, Duration cacheTime, Duration incompleteCacheTime) {
        return isWithin(checkedAt, now, cacheTime) || isWithin(lookedUpAt, now, incompleteCacheTime);
    }

    private static boolean isWithin(@Nullable Instant time, Instant now, Duration limit) {
        return time != null && now.isBefore(time.plus(limit));
    }
}

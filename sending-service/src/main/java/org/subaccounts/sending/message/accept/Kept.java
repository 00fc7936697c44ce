package org.subaccounts.sending.message.accept;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Until when content and metadata are to be had, and the days after which their partitions may go: never one on which the message
 * can still be attempted. Retention counts from the first attempt that the schedule allows.
 */
record Kept(LocalDate contentDay, OffsetDateTime contentUntil, LocalDate day, OffsetDateTime until) {
    /** From the first attempt to the last. */
    static final Duration LONGEST_DELIVERY = Duration.ofHours(24);

    static Kept from(Instant now, @Nullable Instant firstAttempt, SenderDefaults days) {
        OffsetDateTime begin = (firstAttempt == null ? now : firstAttempt).atOffset(ZoneOffset.UTC);
        OffsetDateTime contentUntil = begin.plusDays(days.keepContentDays());
        OffsetDateTime until = begin.plusDays(days.keepMetadataDays());
        LocalDate delivered = begin.plus(LONGEST_DELIVERY).toLocalDate().plusDays(1);
        return new Kept(
                later(contentUntil.toLocalDate(), delivered),
                contentUntil,
                later(until.toLocalDate(), delivered),
                until);
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }
}

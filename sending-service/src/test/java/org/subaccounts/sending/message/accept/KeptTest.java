package org.subaccounts.sending.message.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // accepted, first attempt, days of content, of metadata; day of content, of metadata
                "2026-11-28T00:00:00Z, -, 7, 30, 2026-12-05, 2026-12-28",
                // the last attempt may be 24 h later, then one day more
                "2026-11-28T00:00:00Z, -, 0, 1, 2026-11-30, 2026-11-30",
                "2026-11-28T23:59:59Z, -, 0, 1, 2026-11-30, 2026-11-30",
                "2026-11-28T00:00:00Z, -, 2, 2, 2026-11-30, 2026-11-30",
                "2026-11-28T00:00:00Z, -, 3, 2, 2026-12-01, 2026-11-30",
                // retention counts from the scheduled attempt
                "2026-11-28T12:00:00Z, 2026-12-05T12:00:00Z, 0, 1, 2026-12-07, 2026-12-07",
                "2026-11-28T12:00:00Z, 2026-12-05T12:00:00Z, 30, 30, 2027-01-04, 2027-01-04",
            })
    void nothing_goes_while_it_can_still_be_attempted(
            Instant accepted,
            @Nullable Instant firstAttempt,
            int contentDays,
            int metadataDays,
            LocalDate contentDay,
            LocalDate day) {
        Kept kept = Kept.from(accepted, firstAttempt, new SenderDefaults(false, false, contentDays, metadataDays));
        assertThat(kept.contentDay()).isEqualTo(contentDay);
        assertThat(kept.day()).isEqualTo(day);
        Instant begin = firstAttempt == null ? accepted : firstAttempt;
        assertThat(kept.contentUntil().toInstant()).isEqualTo(begin.plusSeconds(contentDays * 86_400L));
        assertThat(kept.until().toInstant()).isEqualTo(begin.plusSeconds(metadataDays * 86_400L));
    }
}

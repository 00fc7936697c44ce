package org.subaccounts.sending.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.subaccounts.sending.domain.records.RecordKind.DKIM;
import static org.subaccounts.sending.domain.records.RecordKind.DKIM_2;
import static org.subaccounts.sending.domain.records.RecordKind.RETURN_PATH;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.domain.records.RecordKind;

class KnownRecordsTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = FIRST.plusSeconds(300);

    @Test
    void what_is_missed_stays_missed_since_then_until_it_is_seen() {
        KnownRecords missed = KnownRecords.NONE.after(look(Set.of(DKIM), Set.of(RETURN_PATH)), FIRST);
        assertThat(missed.missing()).containsExactly(RETURN_PATH);

        KnownRecords uncertain = missed.after(look(Set.of(DKIM), Set.of()), LATER);
        assertThat(uncertain.missing()).containsExactly(RETURN_PATH);
        assertThat(uncertain.missingSince()).isEqualTo(FIRST);

        KnownRecords seen = uncertain.after(look(Set.of(DKIM, RETURN_PATH), Set.of()), LATER);
        assertThat(seen.missing()).isEmpty();
        assertThat(seen.missingSince()).isNull();
    }

    @Test
    void what_is_missed_later_is_missed_too() {
        KnownRecords known = KnownRecords.NONE
                .after(look(Set.of(DKIM), Set.of(RETURN_PATH)), FIRST)
                .after(look(Set.of(), Set.of(DKIM)), LATER);
        assertThat(known.missing()).containsExactlyInAnyOrder(DKIM, RETURN_PATH);
    }

    @Test
    void what_is_no_longer_required_is_not_missed() {
        KnownRecords rotated = KnownRecords.NONE
                .after(look(Set.of(RETURN_PATH), Set.of(DKIM)), FIRST)
                .after(
                        new KnownRecords.Seen(Set.of(DKIM_2), Set.of(DKIM_2, RETURN_PATH), Set.of(RETURN_PATH), true),
                        LATER);
        assertThat(rotated.missing()).containsExactly(RETURN_PATH);
        assertThat(rotated.missingSince()).isEqualTo(LATER);
    }

    @Test
    void a_look_without_all_answers_is_good_for_less_time() {
        KnownRecords incomplete =
                KnownRecords.NONE.after(new KnownRecords.Seen(Set.of(), Set.of(), Set.of(), false), FIRST);
        Duration minute = Duration.ofMinutes(1);
        Duration seconds = Duration.ofSeconds(5);
        assertThat(KnownRecords.NONE.isFresh(FIRST, minute, seconds)).isFalse();
        assertThat(incomplete.isFresh(FIRST.plusSeconds(4), minute, seconds)).isTrue();
        assertThat(incomplete.isFresh(FIRST.plusSeconds(5), minute, seconds)).isFalse();
        KnownRecords complete = incomplete.after(look(Set.of(), Set.of()), FIRST);
        assertThat(complete.isFresh(FIRST.plusSeconds(59), minute, seconds)).isTrue();
        assertThat(complete.isFresh(FIRST.plusSeconds(60), minute, seconds)).isFalse();
    }

    private static KnownRecords.Seen look(Set<RecordKind> seen, Set<RecordKind> missed) {
        return new KnownRecords.Seen(seen, Set.of(DKIM, RETURN_PATH), missed, true);
    }
}

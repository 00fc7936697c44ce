package org.subaccounts.sending.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GroupingTest {
    private static Instant at(String text) {
        return Instant.parse(text);
    }

    @Test
    void weeks_begin_on_monday_and_the_first_and_last_bucket_are_cut() {
        assertThat(Grouping.WEEK.buckets(at("2026-01-01T05:00:00Z"), at("2026-01-13T00:00:00Z")))
                .containsExactly(
                        new Grouping.Bucket(
                                at("2025-12-29T00:00:00Z"), at("2026-01-01T05:00:00Z"), at("2026-01-05T00:00:00Z")),
                        new Grouping.Bucket(
                                at("2026-01-05T00:00:00Z"), at("2026-01-05T00:00:00Z"), at("2026-01-12T00:00:00Z")),
                        new Grouping.Bucket(
                                at("2026-01-12T00:00:00Z"), at("2026-01-12T00:00:00Z"), at("2026-01-13T00:00:00Z")));
    }

    @Test
    void months_have_the_length_that_they_have() {
        assertThat(Grouping.MONTH.buckets(at("2024-02-01T00:00:00Z"), at("2024-03-01T00:00:00Z")))
                .containsExactly(new Grouping.Bucket(
                        at("2024-02-01T00:00:00Z"), at("2024-02-01T00:00:00Z"), at("2024-03-01T00:00:00Z")));
    }

    @Property(tries = 300)
    void buckets_cover_everything_once(
            @ForAll Grouping grouping,
            @ForAll @LongRange(min = 400_000, max = 800_000) long fromHour,
            @ForAll @LongRange(min = 1, max = 700) long hours) {
        Instant from = Instant.ofEpochSecond(fromHour * 3_600);
        Instant to = from.plusSeconds(hours * 3_600);
        List<Grouping.Bucket> buckets = grouping.buckets(from, to);
        assertThat(buckets.getFirst().from()).isEqualTo(from);
        assertThat(buckets.getLast().to()).isEqualTo(to);
        for (int i = 1; i < buckets.size(); i++) {
            assertThat(buckets.get(i).from())
                    .isEqualTo(buckets.get(i - 1).to())
                    .isEqualTo(buckets.get(i).start());
        }
    }
}

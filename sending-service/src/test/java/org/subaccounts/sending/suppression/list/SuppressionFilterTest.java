package org.subaccounts.sending.suppression.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuppressionFilterTest {
    @Test
    void whatIsEmptyIsNotGiven() {
        assertThat(SuppressionFilter.of("", "", "", "")).isEqualTo(new SuppressionFilter(null, null, null, null));
        assertThat(SuppressionFilter.of(null, null, null, null))
                .returns(new UUID(0, 0), SuppressionFilter::firstId)
                .returns(new UUID(-1, -1), SuppressionFilter::endId);
    }

    @Test
    void namesAndAddressesAreNormalized() {
        assertThat(SuppressionFilter.of("Acme.EXAMPLE.com.", "Ann+x@Example.org", null, null))
                .isEqualTo(new SuppressionFilter("acme.example.com", "ann+x@example.org", null, null));
    }

    @Test
    void timesAreRangesOfIds() {
        SuppressionFilter filter =
                SuppressionFilter.of(null, null, "2026-10-01T12:00:00Z", "2026-10-01T12:00:00.0010001Z");
        long noon = Instant.parse("2026-10-01T12:00:00Z").toEpochMilli();
        assertThat(filter.firstId()).isEqualTo(new UUID(noon << 16, 0));
        assertThat(filter.endId()).isEqualTo(new UUID((noon + 1) << 16, 0)); // below a microsecond nothing counts
        assertThat(SuppressionFilter.of(null, null, "2026-10-01T12:00:00.0001Z", null)
                        .firstId())
                .isEqualTo(new UUID((noon + 1) << 16, 0));
        assertThat(SuppressionFilter.of(null, null, null, "9999-12-31T23:59:59Z")
                        .endId()
                        .version())
                .isZero();
    }

    @Test
    void theEndIsNotBeforeTheBeginning() {
        assertThatThrownBy(() -> SuppressionFilter.of(null, null, "2026-10-01T12:00:01Z", "2026-10-01T12:00:00Z"))
                .hasMessage("to_time must not be before from_time");
        assertThatThrownBy(() -> SuppressionFilter.of(null, null, null, "today"))
                .hasMessage("to_time must be an RFC 3339 time such as 2026-10-01T12:00:00Z");
    }

    @Test
    void eachFilterIsAListOfItsOwn() {
        assertThat(SuppressionFilter.of("a.example.com", null, null, null).list())
                .isNotEqualTo(
                        SuppressionFilter.of("b.example.com", null, null, null).list())
                .isNotEqualTo(SuppressionFilter.of(null, null, null, null).list());
    }
}

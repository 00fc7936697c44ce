package org.subaccounts.sending.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.message.MessageKey;

class HitsTest {
    private static final String LONG = "https://example.com/" + "x".repeat(1_900);

    @Test
    void beyond_a_length_of_all_links_clicks_are_only_counted_until_some_are_taken() {
        Hits hits = new Hits(20_000, 10);
        int clicks = 2 * Hits.MAX_URL_BYTES / LONG.length();
        for (int i = 0; i < clicks; i++) {
            assertThat(hits.click(message(i / 10), LONG)).isTrue();
        }
        Map<MessageKey, Hits.OfMessage> taken = hits.take(20_000);
        assertThat(taken.values().stream().mapToInt(Hits.OfMessage::clicks).sum())
                .isEqualTo(clicks);
        assertThat(urls(taken)).isEqualTo(Hits.MAX_URL_BYTES / LONG.length());

        hits.click(message(1), LONG);
        hits.putBack(taken);
        assertThat(hits.click(message(0), LONG)).isTrue();
        Map<MessageKey, Hits.OfMessage> again = hits.take(20_000);
        assertThat(again.values().stream().mapToInt(Hits.OfMessage::clicks).sum())
                .isEqualTo(clicks + 2);
        assertThat(urls(again)).isLessThanOrEqualTo(Hits.MAX_URL_BYTES / LONG.length() + 1);
    }

    private static int urls(Map<MessageKey, Hits.OfMessage> taken) {
        return taken.values().stream().mapToInt(hits -> hits.urls().size()).sum();
    }

    private static MessageKey message(int number) {
        return new MessageKey(new UUID(9, number), LocalDate.EPOCH);
    }
}

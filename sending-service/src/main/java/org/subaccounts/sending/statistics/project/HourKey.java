package org.subaccounts.sending.statistics.project;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** One row: what happened in one hour (UTC) to messages alike. Tags sorted, each once; classification empty but for bounces. */
record HourKey(
        UUID accountId,
        Instant hour,
        String senderDomain,
        String recipientDomain,
        List<String> tags,
        String classification) {
    /** Not in any tag: these have no control characters. */
    static final String TAG_SEPARATOR = "\u001f";

    private static final int MAX_CLASSIFICATION_LENGTH = 100;
    private static final int MAX_DOMAIN_LENGTH = 255;

    static final Comparator<HourKey> ORDER = Comparator.comparing(HourKey::accountId)
            .thenComparing(HourKey::hour)
            .thenComparing(HourKey::senderDomain)
            .thenComparing(HourKey::recipientDomain)
            .thenComparing(HourKey::tagsText)
            .thenComparing(HourKey::classification);

    static HourKey of(Happening happening, String classification) {
        return new HourKey(
                happening.accountId(),
                happening.time().truncatedTo(ChronoUnit.HOURS),
                cut(happening.senderDomain(), MAX_DOMAIN_LENGTH),
                cut(happening.recipientDomain(), MAX_DOMAIN_LENGTH),
                happening.tags().stream().distinct().sorted().toList(),
                cut(classification, MAX_CLASSIFICATION_LENGTH));
    }

    /** A key that no index takes would stop all counting. */
    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    String tagsText() {
        return String.join(TAG_SEPARATOR, tags);
    }

    UUID tagsKey() {
        return UUID.nameUUIDFromBytes(tagsText().getBytes(UTF_8));
    }
}

package org.subaccounts.sending.statistics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/**
 * What statistics are asked for: whole hours from {@code from} to before {@code to}. Null: of all sender domains; empty lists:
 * no condition. Pure; what is malformed is a 400, a domain that the key may not read a 403.
 */
public record StatisticsQuery(
        UUID accountId,
        Instant from,
        Instant to,
        Grouping grouping,
        @Nullable List<String> senderDomains,
        List<String> recipientDomains,
        List<String> tags) {
    private static final Duration DEFAULT_SPAN = Duration.ofDays(30);
    private static final int MAX_DOMAINS = 100;
    private static final int MAX_TAGS = 20;
    private static final int MAX_TAG_LENGTH = 64;

    public StatisticsQuery {
        senderDomains = senderDomains == null ? null : List.copyOf(senderDomains);
        recipientDomains = List.copyOf(recipientDomains);
        tags = List.copyOf(tags);
    }

    /** {@code readable}: the domains that the key may read; empty: all. */
    public static StatisticsQuery of(
            StatisticsParameters asked, UUID accountId, Optional<Set<String>> readable, Instant now) {
        Grouping grouping = Grouping.parse(asked.groupBy);
        Instant to = endOfHour(isGiven(asked.toTime) ? Inputs.time("to_time", asked.toTime) : now);
        Instant from = (isGiven(asked.fromTime) ? Inputs.time("from_time", asked.fromTime) : to.minus(DEFAULT_SPAN))
                .truncatedTo(ChronoUnit.HOURS);
        if (!from.isBefore(to)) {
            throw Refusal.badRequest("from_time must be before to_time");
        }
        if (Duration.between(from, to)
                        .compareTo(Duration.ofDays(grouping.maxDays()).plusHours(1))
                > 0) {
            throw Refusal.badRequest("from_time and to_time must be at most " + grouping.maxDays() + " days apart by "
                    + grouping.field());
        }
        return new StatisticsQuery(
                accountId,
                from,
                to,
                grouping,
                senderDomains(domains("sender_domain", asked.senderDomain), readable),
                domains("recipient_domains", asked.recipientDomains),
                tags(asked.tags));
    }

    private static Instant endOfHour(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? hour : hour.plus(1, ChronoUnit.HOURS);
    }

    private static @Nullable List<String> senderDomains(List<String> asked, Optional<Set<String>> readable) {
        if (asked.isEmpty()) {
            return readable.map(List::copyOf).orElse(null);
        }
        for (String domain : asked) {
            if (readable.isPresent() && !readable.get().contains(domain)) {
                throw new Refusal(403, "the API key may not read statistics of " + domain);
            }
        }
        return asked;
    }

    private static List<String> domains(String field, @Nullable String text) {
        List<String> domains = split(text).stream()
                .map(name -> Inputs.domain(field, name))
                .distinct()
                .toList();
        if (domains.size() > MAX_DOMAINS) {
            throw Refusal.badRequest(field + " must be at most " + MAX_DOMAINS);
        }
        return domains;
    }

    private static List<String> tags(@Nullable String text) {
        List<String> tags = split(text);
        if (tags.size() > MAX_TAGS) {
            throw Refusal.badRequest("tags must be at most " + MAX_TAGS);
        }
        tags.forEach(tag -> Inputs.text("tags", tag, MAX_TAG_LENGTH));
        return tags;
    }

    private static boolean isGiven(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static List<String> split(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .distinct()
                        .toList();
    }

    public List<Grouping.Bucket> buckets() {
        return grouping.buckets(from, to);
    }
}

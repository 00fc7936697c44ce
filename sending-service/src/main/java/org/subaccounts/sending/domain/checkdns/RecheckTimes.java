package org.subaccounts.sending.domain.checkdns;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.subaccounts.sending.domain.checkdns.RecordDnsCheck.Outcome;

/**
 * When a domain is looked up next by itself. Every pause varies by a quarter, so that domains that were added at once do
 * not stay together.
 */
@ApplicationScoped
public class RecheckTimes {
    private static final double SPREAD = 0.25;
    private static final Duration LONGEST_UNVERIFIED = Duration.ofHours(1);
    /** An unverified domain is looked up after this part of the time that it has waited. */
    private static final int PART = 8;

    private final Duration every;
    private final Duration confirmAfter;
    private final Duration retryAfter;
    private final Duration unverifiedFirst;
    private final Duration unverifiedFor;

    public RecheckTimes(
            @ConfigProperty(name = "sending.dns.recheck.every") Duration every,
            @ConfigProperty(name = "sending.dns.recheck.confirm-after") Duration confirmAfter,
            @ConfigProperty(name = "sending.dns.recheck.retry-after") Duration retryAfter,
            @ConfigProperty(name = "sending.dns.recheck.unverified-first") Duration unverifiedFirst,
            @ConfigProperty(name = "sending.dns.recheck.unverified-for") Duration unverifiedFor) {
        this.every = every;
        this.confirmAfter = confirmAfter;
        this.retryAfter = retryAfter;
        this.unverifiedFirst = unverifiedFirst;
        this.unverifiedFor = unverifiedFor;
    }

    Duration confirmAfter() {
        return confirmAfter;
    }

    /** Of a domain that was just added, or got other names. */
    Instant first(Instant now) {
        return now.plus(varied(unverifiedFirst));
    }

    /** {@code changedAt}: when the domain was added, changed or broken; {@code Instant.MAX}: not any more. */
    Instant next(Outcome outcome, boolean complete, Instant changedAt, Instant now) {
        return switch (outcome) {
            case VERIFIED -> now.plus(varied(complete ? every : retryAfter));
            case SUSPECT -> now.plus(confirmAfter).plus(varied(confirmAfter.dividedBy(PART)));
            case BROKEN, GONE, OUTDATED -> first(now);
            case UNVERIFIED -> {
                Duration waited = Duration.between(changedAt, now);
                yield waited.compareTo(unverifiedFor) > 0 ? Instant.MAX : now.plus(varied(pause(waited)));
            }
        };
    }

    private Duration pause(Duration waited) {
        Duration pause = waited.dividedBy(PART);
        if (pause.compareTo(unverifiedFirst) < 0) {
            return unverifiedFirst;
        }
        return pause.compareTo(LONGEST_UNVERIFIED) > 0 ? LONGEST_UNVERIFIED : pause;
    }

    private static Duration varied(Duration pause) {
        double factor = 1 - SPREAD + 2 * SPREAD * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis((long) (pause.toMillis() * factor));
    }
}

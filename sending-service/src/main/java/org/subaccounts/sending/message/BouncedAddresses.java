package org.subaccounts.sending.message;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.sending.suppression.Origin;
import org.subaccounts.sending.suppression.Suppressions;

/** Suppresses addresses that mail cannot be delivered to, for the domain that sent it. */
@ApplicationScoped
public class BouncedAddresses {
    private static final Duration SUPPRESSED_FOR = Duration.ofDays(30);

    private final Suppressions suppressions;
    private final Clock clock = Clock.systemUTC();

    public BouncedAddresses(Suppressions suppressions) {
        this.suppressions = suppressions;
    }

    /** The recipient of the message that {@code about} tells of. */
    public void suppress(PgUnitOfWork work, MessageEvent.About about, String recipient, String reason, Origin origin) {
        EmailAddress address = EmailAddress.parse(recipient)
                .orElseThrow(() -> new IllegalStateException("a message was accepted to " + recipient));
        suppressions.enlistAdd(
                work,
                about.accountId(),
                address,
                about.domain(),
                reason,
                origin,
                clock.instant().plus(SUPPRESSED_FOR));
    }
}

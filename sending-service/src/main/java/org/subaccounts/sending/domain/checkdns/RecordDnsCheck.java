package org.subaccounts.sending.domain.checkdns;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.axonframework.messaging.commandhandling.annotation.Command;
import org.axonframework.messaging.commandhandling.annotation.CommandHandler;
import org.axonframework.messaging.eventhandling.gateway.EventAppender;
import org.axonframework.modelling.annotation.InjectEntity;
import org.axonframework.modelling.annotation.TargetEntityId;
import org.subaccounts.sending.domain.Domain;
import org.subaccounts.sending.domain.DomainEvent.DomainBroken;
import org.subaccounts.sending.domain.DomainEvent.DomainVerified;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainState;
import org.subaccounts.sending.domain.KnownRecords;
import org.subaccounts.sending.domain.records.RecordKind;

/**
 * Records a lookup of all records of a domain; verifies the domain, or finds it broken.
 *
 * @param lookedUp the domain as it was when its records were looked up
 */
@Command(namespace = "sending", name = "RecordDnsCheck", version = "1")
public record RecordDnsCheck(@TargetEntityId DomainId domainId, DomainState lookedUp, DnsCheck check, Instant at) {
    /** What came of it. */
    public enum Outcome {
        /** The domain was removed. */
        GONE,
        /** Its names were changed meanwhile: the lookup is about others. */
        OUTDATED,
        UNVERIFIED,
        VERIFIED,
        /** Still verified, though a required record is certainly missing: the next look decides. */
        SUSPECT,
        BROKEN
    }

    /** What is known of the records with this lookup. */
    KnownRecords known() {
        return lookedUp.known()
                .after(
                        new KnownRecords.Seen(
                                check.propagated(),
                                check.required(),
                                check.missing().keySet(),
                                check.complete()),
                        at);
    }

    /**
     * Decides. Only certain answers change anything: a domain is verified when all required records are seen at once, and
     * broken when one that was missed before is certainly missing some minutes later still. That one account at a time has
     * a name verified is a constraint of the read model.
     */
    public static class Handler {
        private final Duration confirmAfter;

        public Handler(Duration confirmAfter) {
            this.confirmAfter = confirmAfter;
        }

        @CommandHandler
        public Outcome handle(RecordDnsCheck command, @InjectEntity Domain domain, EventAppender events) {
            if (!domain.isThere()) {
                return Outcome.GONE;
            }
            if (!command.isAbout(domain)) {
                return Outcome.OUTDATED;
            }
            return switch (domain.status()) {
                case UNKNOWN, REMOVED -> Outcome.GONE;
                case UNVERIFIED -> verify(command, domain, events);
                case VERIFIED -> keepOrBreak(command, domain, events);
            };
        }

        private static Outcome verify(RecordDnsCheck command, Domain domain, EventAppender events) {
            if (!command.check.requiredThere()) {
                return Outcome.UNVERIFIED;
            }
            events.append(new DomainVerified(command.domainId, domain.accountId(), domain.name()));
            return Outcome.VERIFIED;
        }

        private Outcome keepOrBreak(RecordDnsCheck command, Domain domain, EventAppender events) {
            Set<RecordKind> missedAgain = new TreeSet<>(command.check.missing().keySet());
            missedAgain.retainAll(command.lookedUp.known().missing());
            Instant since = command.lookedUp.known().missingSince();
            // a look that began before the domain was verified tells nothing about what is there since
            boolean verifiedBefore = command.lookedUp.verified();
            if (!verifiedBefore
                    || missedAgain.isEmpty()
                    || since == null
                    || command.at.isBefore(since.plus(confirmAfter))) {
                return command.known().missing().isEmpty() ? Outcome.VERIFIED : Outcome.SUSPECT;
            }
            events.append(new DomainBroken(
                    command.domainId,
                    domain.accountId(),
                    domain.name(),
                    command.check.missing().values().stream().sorted().toList()));
            return Outcome.BROKEN;
        }
    }

    private boolean isAbout(Domain domain) {
        return domain.subdomains().equals(lookedUp.subdomains())
                && domain.dkim().selector().equals(lookedUp.dkim().selector())
                && domain.dkim().activeSlot() == lookedUp.dkim().activeSlot();
    }
}

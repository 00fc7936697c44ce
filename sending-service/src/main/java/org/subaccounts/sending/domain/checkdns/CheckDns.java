package org.subaccounts.sending.domain.checkdns;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.sending.domain.ConstraintViolations;
import org.subaccounts.sending.domain.DomainState;
import org.subaccounts.sending.domain.DomainTable;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.domain.records.RecordSet;

/** Looks the records of a domain up, unless that was done a moment ago, and records the outcome. */
@ApplicationScoped
public class CheckDns {
    private static final Logger LOG = Logger.getLogger(CheckDns.class);

    private final Domains domains;
    private final DnsLookups lookups;
    private final Commands commands;
    private final DnsCheckTable checks;
    private final Settings settings;
    private final MeterRegistry meters;

    /** What lookups depend on besides the domain. */
    @Singleton
    public static class Settings {
        private final PlatformHosts hosts;
        private final Duration cacheTime;

        public Settings(PlatformHosts hosts, @ConfigProperty(name = "sending.dns.cache-time") Duration cacheTime) {
            this.hosts = hosts;
            this.cacheTime = cacheTime;
        }

        boolean isFresh(DomainState state, Instant now) {
            Instant checkedAt = state.lastCheckedAt();
            return checkedAt != null && now.isBefore(checkedAt.plus(cacheTime));
        }
    }

    public CheckDns(
            Domains domains,
            DnsLookups lookups,
            Commands commands,
            DnsCheckTable checks,
            Settings settings,
            MeterRegistry meters) {
        this.domains = domains;
        this.lookups = lookups;
        this.commands = commands;
        this.checks = checks;
        this.settings = settings;
        this.meters = meters;
    }

    Uni<DomainState> check(UUID accountId, String name, Map<String, String> metadata) {
        return domains.get(accountId, name)
                .chain(state -> settings.isFresh(state, Instant.now())
                        ? Uni.createFrom().item(state)
                        : lookUp(state)
                                .chain(check -> record(state, check, metadata))
                                .chain(() -> domains.get(accountId, name)));
    }

    private Uni<DnsCheck> lookUp(DomainState state) {
        Context context = Vertx.currentContext();
        return Uni.createFrom()
                .completionStage(() -> lookups.observe(RecordSet.of(
                        state.name(), state.subdomains(), state.dkimSelector(), state.dkimPublicKey(), settings.hosts)))
                .emitOn(task -> context.runOnContext(_ -> task.run()))
                .map(observed -> DnsCheck.of(observed, state.propagated()))
                .invoke(check -> meters.counter(
                                "sending.dns.checks", "result", check.complete() ? "complete" : "temporary_failure")
                        .increment());
    }

    private Uni<Void> record(DomainState state, DnsCheck check, Map<String, String> metadata) {
        RecordDnsCheck command =
                new RecordDnsCheck(state.id(), check, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Boolean.class, metadata)
                .replaceWithVoid()
                .onFailure(failure -> ConstraintViolations.isOf(failure, DomainTable.VERIFIED_ONCE))
                .recoverWithUni(() -> {
                    LOG.infof("domain %s is verified on another account", state.name());
                    return checks.save(command);
                });
    }
}

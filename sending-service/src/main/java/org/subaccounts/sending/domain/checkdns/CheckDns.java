package org.subaccounts.sending.domain.checkdns;

import io.smallrye.config.ConfigMapping;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.sending.domain.ConstraintViolations;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainState;
import org.subaccounts.sending.domain.DomainTable;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.domain.checkdns.RecordDnsCheck.Outcome;
import org.subaccounts.sending.domain.zone.PublishDkimRecords;

/** Looks the records of a domain up, unless that was done a moment ago, and records the outcome. */
@ApplicationScoped
public class CheckDns {
    private static final Logger LOG = Logger.getLogger(CheckDns.class);

    private final Domains domains;
    private final Looking looking;
    private final Commands commands;
    private final DnsCheckTable checks;
    private final Settings settings;
    private final Vertx vertx;
    private final Map<DomainId, CompletableFuture<Outcome>> looks = new ConcurrentHashMap<>();

    /** For how long the answers to a look are good: to all that was asked, and to less. */
    @ConfigMapping(prefix = "sending.dns.cache")
    public interface Settings {
        Duration complete();

        Duration incomplete();
    }

    /** What a look takes: our own record has to be out before it can be seen. */
    @ApplicationScoped
    public static class Looking {
        private final PublishDkimRecords ownRecords;
        private final DnsExamination examination;

        public Looking(PublishDkimRecords ownRecords, DnsExamination examination) {
            this.ownRecords = ownRecords;
            this.examination = examination;
        }

        Uni<DnsCheck> look(DomainState state) {
            return ownRecords.publishNow(state.id()).chain(() -> examination.examine(state));
        }
    }

    public CheckDns(
            Domains domains, Looking looking, Commands commands, DnsCheckTable checks, Settings settings, Vertx vertx) {
        this.domains = domains;
        this.looking = looking;
        this.commands = commands;
        this.checks = checks;
        this.settings = settings;
        this.vertx = vertx;
    }

    Uni<DomainState> check(UUID accountId, String name, Map<String, String> metadata) {
        return domains.get(accountId, name)
                .chain(state -> isFresh(state)
                        ? Uni.createFrom().item(state)
                        : look(state, metadata).chain(() -> domains.get(accountId, name)));
    }

    /** Whatever its account; nothing if it was removed. */
    Uni<Void> check(DomainId id, Map<String, String> metadata) {
        return domains.find(id)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : look(found.get(), metadata).replaceWithVoid());
    }

    private boolean isFresh(DomainState state) {
        return state.known().isFresh(Instant.now(), settings.complete(), settings.incomplete());
    }

    /** Who asks for a domain that is being looked up waits for that. */
    private Uni<Outcome> look(DomainState state, Map<String, String> metadata) {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Outcome> own = new CompletableFuture<>();
        CompletableFuture<Outcome> running = looks.putIfAbsent(state.id(), own);
        if (running == null) {
            Uni.createFrom()
                    .deferred(() -> looking.look(state))
                    .chain(check -> record(state, check, metadata))
                    .onTermination()
                    .invoke(() -> looks.remove(state.id(), own))
                    .subscribe()
                    .with(own::complete, own::completeExceptionally);
        }
        return Uni.createFrom()
                .completionStage((running == null ? own : running).copy()) // who hangs up cancels his wait alone
                .emitOn(task -> context.runOnContext(_ -> task.run()));
    }

    private Uni<Outcome> record(DomainState state, DnsCheck check, Map<String, String> metadata) {
        RecordDnsCheck command =
                new RecordDnsCheck(state.id(), state, check, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return commands.send(command, Outcome.class, metadata)
                .onFailure(failure -> ConstraintViolations.isOf(failure, DomainTable.VERIFIED_ONCE))
                .recoverWithUni(() -> {
                    LOG.infof("domain %s is verified on another account", state.name());
                    return checks.save(command).replaceWith(Outcome.UNVERIFIED);
                })
                .onFailure(failure -> ConstraintViolations.isOf(failure, DnsCheckTable.LATEST))
                .recoverWithItem(Outcome.OUTDATED);
    }
}

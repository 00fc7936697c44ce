package org.subaccounts.sending.domain.checkdns;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.subaccounts.sending.domain.DomainState;
import org.subaccounts.sending.domain.records.ExpectedRecord;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.domain.records.RecordSet;

/** Looks all records of a domain up at once, and the key behind its DKIM alias as receivers see it. */
@ApplicationScoped
public class DnsExamination {
    private static final Logger LOG = Logger.getLogger(DnsExamination.class);

    private final DnsLookups lookups;
    private final PlatformHosts hosts;
    private final Vertx vertx;
    private final MeterRegistry meters;

    public DnsExamination(DnsLookups lookups, PlatformHosts hosts, Vertx vertx, MeterRegistry meters) {
        this.lookups = lookups;
        this.hosts = hosts;
        this.vertx = vertx;
        this.meters = meters;
    }

    /** Never fails; goes on in the context of the caller. */
    Uni<DnsCheck> examine(DomainState state) {
        Timer.Sample started = Timer.start(meters);
        List<ExpectedRecord> records =
                new ArrayList<>(RecordSet.of(state.id(), state.name(), state.subdomains(), state.dkim(), hosts));
        ExpectedRecord key = RecordSet.visibleKey(
                state.name(), state.dkim().activeSelector(), state.dkim().activeKey());
        if (state.dkim().delegated()) {
            records.add(key);
        }
        return look(records).map(observed -> {
            Map<ExpectedRecord, Observation> owners = new HashMap<>(observed);
            Observation seen = owners.remove(key);
            DnsCheck check = DnsCheck.of(
                    owners,
                    seen == null ? Observation.PROPAGATED : seen,
                    state.known().propagated());
            count(state, check, started);
            return check;
        });
    }

    /** Whether receivers see that key at that selector of the domain. */
    public Uni<Boolean> isVisible(String domain, String selector, String publicKey) {
        ExpectedRecord key = RecordSet.visibleKey(domain, selector, publicKey);
        return look(List.of(key)).map(observed -> observed.get(key) == Observation.PROPAGATED);
    }

    private Uni<Map<ExpectedRecord, Observation>> look(List<ExpectedRecord> records) {
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom()
                .completionStage(() -> lookups.observe(records))
                .emitOn(task -> context.runOnContext(_ -> task.run()));
    }

    private void count(DomainState state, DnsCheck check, Timer.Sample started) {
        started.stop(meters.timer("sending.dns.check"));
        meters.counter("sending.dns.checks", "result", check.complete() ? "complete" : "temporary_failure")
                .increment();
        if (check.keyIsLost()) {
            meters.counter("sending.dkim.keys.unseen").increment();
            LOG.warnf("the DKIM key of domain %s (%s) cannot be seen in our own zone", state.name(), state.id());
        }
        if (!check.complete()) {
            LOG.infof("not all records of domain %s could be looked up, what was known stays", state.name());
        }
    }
}

package org.subaccounts.sending.domain.rotatedkim;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainRefusal;
import org.subaccounts.sending.domain.DomainState;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.domain.dkim.DkimKeyPairs;
import org.subaccounts.sending.domain.dkim.DkimKeys;
import org.subaccounts.sending.domain.records.RecordKind;

/** Makes the next key and begins a rotation with it. */
@ApplicationScoped
public class RotateDkim {
    private static final int NONE = 0;

    private final Domains domains;
    private final DkimKeyPairs pairs;
    private final DkimKeys keys;
    private final Commands commands;

    public RotateDkim(Domains domains, DkimKeyPairs pairs, DkimKeys keys, Commands commands) {
        this.domains = domains;
        this.pairs = pairs;
        this.keys = keys;
        this.commands = commands;
    }

    /** Answers the domain as it is then; fails with a {@link DomainRefusal}. */
    Uni<DomainState> begin(DomainId id, Map<String, String> metadata) {
        return get(id).chain(state -> pairs.generate(state.accountId())
                        .map(pair -> new StartDkimRotation(
                                id, slotSeen(state), pair.publicKey(), keys.seal(pair.privateKey()))))
                .chain(command -> commands.send(command, String.class, metadata))
                .chain(() -> get(id));
    }

    private Uni<DomainState> get(DomainId id) {
        return domains.find(id).map(found -> found.orElseThrow(DomainRefusal.NotFound::new));
    }

    private static int slotSeen(DomainState state) {
        int standby = state.dkim().standbySlot();
        return state.known().propagated().contains(RecordKind.ofDkimSlot(standby)) ? standby : NONE;
    }
}

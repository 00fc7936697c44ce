package org.subaccounts.sending.domain.add;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.domain.ConstraintViolations;
import org.subaccounts.sending.domain.DomainBody;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainTable;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.DkimKeyPair;
import org.subaccounts.sending.domain.dkim.DkimKeys;

/** Generates the key off the event loop, then adds the domain in one transaction. */
@ApplicationScoped
public class AddDomainUseCase {
    private static final String FIRST_SELECTOR = "s1";

    private final Commands commands;
    private final DkimKeys keys;

    public AddDomainUseCase(Commands commands, DkimKeys keys) {
        this.commands = commands;
        this.keys = keys;
    }

    /** Fails with {@link DomainExists}. */
    Uni<DomainBody> add(UUID accountId, String name, Subdomains subdomains, Map<String, String> metadata) {
        return generateKey()
                .map(pair -> new AddDomain(
                        new DomainId(Ids.next()),
                        accountId,
                        name,
                        subdomains,
                        FIRST_SELECTOR,
                        pair.publicKey(),
                        keys.seal(pair.privateKey()),
                        Instant.now().truncatedTo(ChronoUnit.MILLIS)))
                .chain(command -> commands.send(command, DomainBody.class, metadata))
                .onFailure(failure -> ConstraintViolations.isOf(failure, DomainTable.ONCE_PER_ACCOUNT))
                .transform(_ -> new DomainExists(name));
    }

    /** Continues on the context of the request. */
    private static Uni<DkimKeyPair> generateKey() {
        return Uni.createFrom().completionStage(() -> Vertx.currentContext()
                .executeBlocking(DkimKeyPair::generate, false)
                .toCompletionStage());
    }
}

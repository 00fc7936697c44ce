package org.subaccounts.sending.domain.add;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.domain.ConstraintViolations;
import org.subaccounts.sending.domain.DomainBody;
import org.subaccounts.sending.domain.DomainId;
import org.subaccounts.sending.domain.DomainTable;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.domain.Subdomains;
import org.subaccounts.sending.domain.dkim.DkimKeyPair;
import org.subaccounts.sending.domain.dkim.DkimKeyPairs;
import org.subaccounts.sending.domain.dkim.DkimKeys;

/** Makes the key, or reads the one that was given, then adds the domain in one transaction. */
@ApplicationScoped
public class AddDomainUseCase {
    private final Domains domains;
    private final Commands commands;
    private final DkimKeys keys;
    private final DkimKeyPairs pairs;

    public AddDomainUseCase(Domains domains, Commands commands, DkimKeys keys, DkimKeyPairs pairs) {
        this.domains = domains;
        this.commands = commands;
        this.keys = keys;
        this.pairs = pairs;
    }

    /** What was asked for, checked but for the key. */
    record NewDomain(
            UUID accountId,
            String name,
            Subdomains subdomains,
            @Nullable String selectorOverride) {}

    /** Fails with {@link DomainExists}. {@code privateKey}: the owner's, or null for one that the platform makes. */
    Uni<DomainBody> add(NewDomain wanted, @Nullable String privateKey, Map<String, String> metadata) {
        return requireNew(wanted)
                .chain(() -> privateKey == null
                        ? pairs.generate(wanted.accountId())
                        : pairs.read(wanted.accountId(), "dkim_private_key", privateKey))
                .map(made -> command(wanted, privateKey == null, made))
                .chain(command -> commands.send(command, DomainBody.class, metadata))
                .onFailure(failure -> ConstraintViolations.isOf(failure, DomainTable.ONCE_PER_ACCOUNT))
                .transform(_ -> new DomainExists(wanted.name()));
    }

    /** Before a key is made in vain; of two at once the constraint lets one through. */
    private Uni<Void> requireNew(NewDomain wanted) {
        return domains.find(wanted.accountId(), wanted.name())
                .invoke(found -> found.ifPresent(_ -> {
                    throw new DomainExists(wanted.name());
                }))
                .replaceWithVoid();
    }

    private AddDomain command(NewDomain wanted, boolean delegated, DkimKeyPair pair) {
        return new AddDomain(
                new DomainId(Ids.next()),
                wanted.accountId(),
                wanted.name(),
                wanted.subdomains(),
                wanted.selectorOverride(),
                delegated,
                pair.publicKey(),
                keys.seal(pair.privateKey()),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }
}

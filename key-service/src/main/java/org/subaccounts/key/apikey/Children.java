package org.subaccounts.key.apikey;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.AccountStandings;

/** Whose child an account is; asked from account-service, so a child created a moment ago is known. */
@ApplicationScoped
public class Children {
    private final AccountStandings standings;

    public Children(AccountStandings standings) {
        this.standings = standings;
    }

    /** Fails with 404 if the parent has no such child, or it is deleted. */
    public Uni<Void> require(UUID parent, UUID child) {
        return standings
                .get(child)
                .map(lease -> lease.value()
                        .filter(standing -> parent.equals(standing.parentAccountId()))
                        .filter(standing -> !standing.status().equals("deleted"))
                        .orElseThrow(() -> Refusal.notFound("sub account")))
                .replaceWithVoid();
    }
}

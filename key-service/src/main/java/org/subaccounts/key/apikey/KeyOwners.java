package org.subaccounts.key.apikey;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.platform.security.AccountStanding;
import org.subaccounts.platform.security.AccountStandings;

/** Whose keys a request is about; asked from account-service, so an account created a moment ago is known. */
@ApplicationScoped
public class KeyOwners {
    private final AccountStandings standings;

    public KeyOwners(AccountStandings standings) {
        this.standings = standings;
    }

    /** Fails with 404 if there is no such account, or it is deleted. */
    public Uni<KeyOwner> account(UUID account) {
        return standings.get(account).map(lease -> lease.value()
                .filter(KeyOwners::exists)
                .map(standing -> new KeyOwner(account, standing.parentAccountId() != null))
                .orElseThrow(() -> Refusal.notFound("account")));
    }

    /** Fails with 404 if the parent has no such child, or it is deleted. */
    public Uni<KeyOwner> child(UUID parent, UUID child) {
        return standings.get(child).map(lease -> lease.value()
                .filter(standing -> parent.equals(standing.parentAccountId()))
                .filter(KeyOwners::exists)
                .map(standing -> new KeyOwner(child, true))
                .orElseThrow(() -> Refusal.notFound("sub account")));
    }

    private static boolean exists(AccountStanding standing) {
        return !standing.status().equals("deleted");
    }
}

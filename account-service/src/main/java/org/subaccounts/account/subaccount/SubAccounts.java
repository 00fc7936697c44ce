package org.subaccounts.account.subaccount;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.subaccounts.platform.http.PageRequest;

/** Reads sub accounts; a read after a write shows the write. */
@ApplicationScoped
public class SubAccounts {

    /** Fails with {@link SubAccountRefusal.NotFound}. */
    public Uni<SubAccountView> get(UUID parent, UUID id) {
        return Panache.withSession(() -> SubAccountRow.ofParent(parent, id))
                .onItem()
                .ifNull()
                .failWith(SubAccountRefusal.NotFound::new)
                .map(SubAccountRow::view);
    }

    public Uni<List<SubAccountView>> page(PageRequest request) {
        return Panache.withSession(() -> SubAccountRow.page(request))
                .map(rows -> rows.stream().map(SubAccountRow::view).toList());
    }
}

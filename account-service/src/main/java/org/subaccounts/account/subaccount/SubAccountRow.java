package org.subaccounts.account.subaccount;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.subaccounts.platform.http.PageRequest;

/** Read side of sub accounts: one row of the view that knows the parent's status too. Never written through. */
@Entity
@Immutable
@Table(name = "account_standing")
public class SubAccountRow extends PanacheEntityBase {
    @Id
    public UUID id;

    @Column(name = "parent_id")
    public UUID parentId;

    public String name;
    public String website;
    public String status;

    @Column(name = "monthly_credit")
    public long monthlyCredit;

    @Column(name = "created_at")
    public Instant createdAt;

    /** Up to one more than the page, in the order that {@link org.subaccounts.platform.http.Page#of} takes. */
    public static Uni<List<SubAccountRow>> page(PageRequest request) {
        String children = "parentId = ?1 and status <> 'deleted'";
        Page page = Page.ofSize(request.limit() + 1);
        if (request.before() != null) {
            return SubAccountRow.<SubAccountRow>find(
                            children + " and id > ?2", Sort.ascending("id"), request.account(), request.before())
                    .page(page)
                    .list();
        }
        if (request.after() != null) {
            return SubAccountRow.<SubAccountRow>find(
                            children + " and id < ?2", Sort.descending("id"), request.account(), request.after())
                    .page(page)
                    .list();
        }
        return SubAccountRow.<SubAccountRow>find(children, Sort.descending("id"), request.account())
                .page(page)
                .list();
    }

    public SubAccountView view() {
        return new SubAccountView(
                "sub_account", id, parentId, createdAt, name, website, status, monthlyCredit, 0, 0, null);
    }
}

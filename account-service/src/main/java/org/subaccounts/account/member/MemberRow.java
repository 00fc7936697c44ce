package org.subaccounts.account.member;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** Read side of members: one row of the read model. Never written through. */
@Entity
@Immutable
@Table(name = "member")
@IdClass(MembershipId.class)
public class MemberRow extends PanacheEntityBase {
    private static final int AT_MOST = 1_000;

    @Id
    @Column(name = "account_id")
    public UUID accountId;

    @Id
    @Column(name = "user_id")
    public UUID userId;

    public String role;

    @Column(name = "created_at")
    public Instant createdAt;

    /** Newest first. */
    public static Uni<List<MemberRow>> of(UUID account) {
        return MemberRow.<MemberRow>find(
                        "accountId", Sort.descending("createdAt").and("userId", Sort.Direction.Ascending), account)
                .page(Page.ofSize(AT_MOST))
                .list();
    }

    public MemberView view() {
        return new MemberView(createdAt, createdAt, userId, accountId, role);
    }
}

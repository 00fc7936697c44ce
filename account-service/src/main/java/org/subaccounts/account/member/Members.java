package org.subaccounts.account.member;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.subaccounts.account.parent.AccountRefusal;

/** Reads the members of accounts; a read after a write shows the write. */
@ApplicationScoped
public class Members {
    /** On one account, so that its list, which has no pages, is bounded. Requests at the same moment may pass it by a few. */
    public static final int MAX_MEMBERS = 500;

    private static final String ROLE = "select role from member where account_id = $1 and user_id = $2";
    private static final String COUNT =
            "select member_count from account_standing where id = $1 and status <> 'deleted'";

    private final Pool pool;

    public Members(Pool pool) {
        this.pool = pool;
    }

    /** All of them, newest first. */
    public Uni<List<MemberView>> of(UUID account) {
        return Panache.withSession(() -> MemberRow.of(account))
                .map(rows -> rows.stream().map(MemberRow::view).toList());
    }

    /** Empty if the user is no member. */
    public Uni<Optional<String>> role(UUID account, UUID user) {
        return query(ROLE, Tuple.of(account, user))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getString("role")));
    }

    /** Fails with {@link AccountRefusal.NotFound} or {@link MemberRefusal.TooMany} unless the account can have one more. */
    public Uni<Void> requireRoom(UUID account) {
        return query(COUNT, Tuple.of(account))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw new AccountRefusal.NotFound();
                    }
                    if (rows.iterator().next().getInteger("member_count") >= MAX_MEMBERS) {
                        throw new MemberRefusal.TooMany();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }
}

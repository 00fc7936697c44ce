package org.subaccounts.sending.suppression.add;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Idempotency;
import org.subaccounts.platform.http.IdempotencyClaim;
import org.subaccounts.sending.domain.ConstraintViolations;
import org.subaccounts.sending.suppression.Origin;
import org.subaccounts.sending.suppression.Suppression;
import org.subaccounts.sending.suppression.Suppressions;

/** Stores a suppression and the record of the idempotency key in one transaction; the constraint decides about duplicates. */
@ApplicationScoped
public class AddSuppression {
    private static final String FORGET_EXPIRED =
            "delete from suppression where account_id = $1 and email = $2 and domain = $3 and expires_at <= now()";
    private static final String ADD =
            "insert into suppression (id, account_id, email, domain, reason, origin, created_at, expires_at)"
                    + " values ($1, $2, $3, $4, $5, $6, $7, $8)";

    private final Pool pool;
    private final Idempotency idempotency;

    public AddSuppression(Pool pool, Idempotency idempotency) {
        this.pool = pool;
        this.idempotency = idempotency;
    }

    /** Fails with {@link SuppressionExists}. */
    Uni<AddSuppressionResponse> add(UUID accountId, Suppression suppression, @Nullable IdempotencyClaim claim) {
        AddSuppressionResponse response = AddSuppressionResponse.of(suppression);
        return Uni.createFrom()
                .completionStage(() -> {
                    PgUnitOfWork work = PgUnitOfWork.standalone(pool);
                    work.enlist(FORGET_EXPIRED, Tuple.of(accountId, suppression.email(), suppression.domain()));
                    work.enlist(ADD, Suppressions.columns(accountId, suppression, Origin.API));
                    idempotency.complete(work, claim, response);
                    return work.commit();
                })
                .onFailure(failure -> ConstraintViolations.isOf(failure, Suppressions.ONCE))
                .transform(_ -> new SuppressionExists(suppression.email(), suppression.domain()))
                .replaceWith(response);
    }
}

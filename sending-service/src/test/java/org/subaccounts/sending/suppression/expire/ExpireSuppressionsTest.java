package org.subaccounts.sending.suppression.expire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.suppression.SuppressionCalls;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class ExpireSuppressionsTest {
    @Inject
    Pool pool;

    @Test
    void whatHasExpiredIsDeletedAndTheRestStays() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.stored(pool, "old@example.org", "", Instant.now().minusMillis(1));
        calls.stored(pool, "soon@example.org", "", Instant.now().plusSeconds(1));
        calls.stored(pool, "new@example.org", "", Instant.now().plusSeconds(600));
        Awaitility.await().until(() -> calls.rows(pool) == 1);
        assertThat(calls.emails()).containsExactly("new@example.org");
    }

    @Test
    void thoseOfADeletedAccountAreDeletedAndNobodyElses() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        SuppressionCalls sibling = SuppressionCalls.ofNewAccount();
        calls.storedMany(pool, 12_000, "a.example.com"); // more than one batch
        sibling.add("ann@example.org").then().statusCode(201);
        pool.preparedQuery("insert into sender_account (account_id, deleted) values ($1, true), ($2, false)")
                .execute(Tuple.of(calls.account().id(), sibling.account().id()))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> calls.rows(pool) == 0);
        assertThat(sibling.rows(pool)).isEqualTo(1);
    }
}

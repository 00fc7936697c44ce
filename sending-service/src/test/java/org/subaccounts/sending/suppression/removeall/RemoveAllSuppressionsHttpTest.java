package org.subaccounts.sending.suppression.removeall;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.suppression.SuppressionCalls;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class RemoveAllSuppressionsHttpTest {
    private static final int MANY = 50_000;
    /** Many times what it takes on a small machine. */
    private static final Duration BOUND = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Test
    void allAreLiftedAndThoseOfOtherAccountsStay() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        SuppressionCalls other = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201);
        calls.add("ann@example.org", "a.example.com").then().statusCode(201);
        calls.stored(pool, "old@example.org", "", Instant.now().minusMillis(1));
        other.add("ann@example.org").then().statusCode(201);
        calls.removeAll().then().statusCode(200).body("size()", is(1)).body("message", equalTo("suppressions deleted"));
        assertThat(calls.rows(pool)).isZero();
        assertThat(other.rows(pool)).isEqualTo(1);
        calls.removeAll().then().statusCode(200);
    }

    @Test
    void withADomainOnlyThoseForItAreLifted() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201);
        calls.add("ann@example.org", "a.example.com").then().statusCode(201);
        calls.add("ann@example.org", "b.example.com").then().statusCode(201);
        calls.removeAll("domain", "A.example.com").then().statusCode(200);
        calls.list().then().body("data.domain", contains("b.example.com", ""));
        calls.removeAll("domain", "a.example.com")
                .then()
                .statusCode(404)
                .body("size()", is(1))
                .body("message", equalTo("domain not found"));
    }

    @Test
    void anOwnDomainWithoutSuppressionsIsKnown() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        String own = TestAccount.newDomainName();
        calls.account().addDomain(own).then().statusCode(201);
        calls.removeAll("domain", own).then().statusCode(200);
        SuppressionCalls.ofNewAccount().removeAll("domain", own).then().statusCode(404);
    }

    @Test
    void fiftyThousandAreLiftedInShortTransactionsWhileOthersGoOn() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.storedMany(pool, MANY, "a.example.com");
        assertThat(calls.rows(pool)).isEqualTo(MANY);
        CompletableFuture<Integer> twin =
                CompletableFuture.supplyAsync(() -> calls.removeAll().statusCode(), Thread::startVirtualThread);
        calls.removeAll("domain", "a.example.com").then().statusCode(200);
        Instant begin = Instant.now();
        calls.removeAll().then().statusCode(200);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(BOUND);
        assertThat(twin.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(calls.rows(pool)).isZero();
    }

    @Test
    void whatIsMoreThanABatchOfOneDomainIsLiftedWhole() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        int rows = 4 * RemoveAllSuppressions.BATCH_ROWS; // half of them, two full batches, are for the domain
        calls.storedMany(pool, rows, "a.example.com");
        calls.removeAll("domain", "a.example.com").then().statusCode(200);
        assertThat(calls.rows(pool)).isEqualTo(rows / 2);
    }

    @Test
    void eachBatchIsFoundByItsIndexHoweverManyThereAre() throws Exception {
        assertThat(SuppressionCalls.genericPlans(pool, List.of(RemoveAllSuppressions.OF_ALL_DOMAINS)))
                .contains("suppression_by_account")
                .doesNotContain("Seq Scan on suppression");
        assertThat(SuppressionCalls.genericPlans(pool, List.of(RemoveAllSuppressions.OF_ONE_DOMAIN)))
                .contains("suppression_by_domain")
                .doesNotContain("Seq Scan on suppression");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "a b.example.com"})
    void aDomainThatIsNoneIsRefusedAndLiftsNothing(String domain) {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201);
        calls.removeAll("domain", domain).then().statusCode(400).body("size()", is(1));
        assertThat(calls.emails()).hasSize(1);
    }

    @Test
    void whoMayNotWipeDoesNot() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201);
        given().delete(calls.account().path("/suppressions/all")).then().statusCode(401);
        TestAccount.with()
                .request()
                .delete(calls.account().path("/suppressions/all"))
                .then()
                .statusCode(401);
        new SuppressionCalls(
                        calls.account().limitedTo("suppressions:read", "suppressions:write", "suppressions:delete"))
                .removeAll()
                .then()
                .statusCode(403)
                .body("message", equalTo("the API key lacks the scope suppressions:wipe"));
        assertThat(calls.emails()).hasSize(1);
        new SuppressionCalls(calls.account().limitedTo("suppressions:wipe"))
                .removeAll()
                .then()
                .statusCode(200);
    }
}

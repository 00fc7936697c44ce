package org.subaccounts.sending.suppression.remove;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.suppression.SuppressionCalls;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class RemoveSuppressionHttpTest {
    @Inject
    Pool pool;

    @Test
    void allOfAnAddressAreLiftedWhateverItsWriting() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann+x@example.org").then().statusCode(201);
        calls.add("ann+x@example.org", "a.example.com").then().statusCode(201);
        calls.add("bob@example.org").then().statusCode(201);
        calls.remove("email", "ANN+x@Example.org")
                .then()
                .statusCode(200)
                .body("size()", is(1))
                .body("message", equalTo("suppression deleted"));
        assertThat(calls.emails()).containsExactly("bob@example.org");
        calls.remove("email", "ann+x@example.org")
                .then()
                .statusCode(404)
                .body("size()", is(1))
                .body("message", equalTo("suppression not found"));
        calls.add("ann+x@example.org").then().statusCode(201);
    }

    @Test
    void withADomainOnlyTheOneForItIsLifted() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201);
        calls.add("ann@example.org", "a.example.com").then().statusCode(201);
        calls.remove("email", "ann@example.org", "domain", "b.example.com")
                .then()
                .statusCode(404);
        calls.remove("email", "ann@example.org", "domain", "A.example.com")
                .then()
                .statusCode(200);
        calls.list().then().body("data.domain", contains(""));
        calls.remove("email", "ann@example.org", "domain", "a.example.com")
                .then()
                .statusCode(404);
    }

    @Test
    void whatHasExpiredIsNotThere() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.stored(pool, "ann@example.org", "", Instant.now().minusMillis(1));
        calls.remove("email", "ann@example.org").then().statusCode(404);
    }

    @Test
    void anotherAccountsSuppressionIsNotThere() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201);
        SuppressionCalls.ofNewAccount()
                .remove("email", "ann@example.org")
                .then()
                .statusCode(404);
        assertThat(calls.emails()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?email=",
                "?email=ann",
                "?email=ann+x@example.org",
                "?email=ann@example.org&domain=",
                "?email=ann@example.org&domain=localhost",
                "?domain=a.example.com"
            })
    void malformedParametersAreRefusedAndLiftNothing(String query) {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201);
        calls.account()
                .request()
                .urlEncodingEnabled(false)
                .delete(calls.account().path("/suppressions" + query))
                .then()
                .statusCode(400)
                .body("message", not(""))
                .body("size()", is(1));
        assertThat(calls.emails()).hasSize(1);
    }

    @Test
    void whoMayNotLiftDoesNot() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("ann@example.org").then().statusCode(201);
        String path = calls.account().path("/suppressions?email=ann@example.org");
        given().delete(path).then().statusCode(401);
        TestAccount.with().request().delete(path).then().statusCode(401);
        new SuppressionCalls(calls.account().limitedTo("suppressions:read", "suppressions:write", "suppressions:wipe"))
                .remove("email", "ann@example.org")
                .then()
                .statusCode(403)
                .body("message", equalTo("the API key lacks the scope suppressions:delete"));
        assertThat(calls.emails()).hasSize(1);
        new SuppressionCalls(calls.account().limitedTo("suppressions:delete"))
                .remove("email", "ann@example.org")
                .then()
                .statusCode(200);
    }
}

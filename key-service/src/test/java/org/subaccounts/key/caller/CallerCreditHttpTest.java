package org.subaccounts.key.caller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestAccount;
import org.subaccounts.platform.testkit.Promptly;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** The cap of a child, from account-service's answer to the resource that is called, for keys and for members. */
@QuarkusTest
@WithTestResource(KeyTestResource.class)
class CallerCreditHttpTest {
    private final TestAccount child = TestAccount.parentAccount().newChild();

    private void hasCredit(long credit) {
        child.stands(
                new JsonObject().put("status", "active").put("partner", true).put("monthly_credit", credit));
    }

    private static long seen(TestAccount account, String bearer) {
        return given().header("Authorization", "Bearer " + bearer)
                .get("/v2/accounts/" + account.id() + "/credit-seen")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getLong("monthly_credit");
    }

    private String bearer(String kind) {
        if (kind.equals("key")) {
            return child.key("accounts:read").secret();
        }
        String email = "m" + UUID.randomUUID() + "@example.com";
        child.has(email, "Administrator");
        return TestInfrastructure.get().oidc().userToken(email);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "member"})
    void a_credit_that_is_set_raised_lowered_or_removed_is_seen_within_a_second(String kind) {
        String bearer = bearer(kind);
        assertThat(seen(child, bearer)).isZero();
        for (long credit : new long[] {1_000, 1_000_000_000, 1, 0}) {
            hasCredit(credit);
            Promptly.holds(
                    Duration.ofSeconds(1), () -> assertThat(seen(child, bearer)).isEqualTo(credit));
        }
    }

    @Test
    void a_parent_has_no_cap() {
        TestAccount parent = TestAccount.parentAccount();
        assertThat(seen(parent, parent.key("accounts:read").secret())).isZero();
    }
}

package org.subaccounts.account.standing;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.TestAccount;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.PlatformTestResource;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class StandingHttpTest {
    private static ValidatableResponse standing(Object account) {
        return given().auth()
                .preemptive()
                .basic("internal", PlatformTestResource.INTERNAL_SECRET)
                .get("/internal/v1/accounts/" + account)
                .then();
    }

    @Test
    void the_monthly_credit_of_a_child_is_told_as_soon_as_it_was_changed() {
        TestAccount parent = TestAccount.parent("Acme");
        UUID child = parent.createChild("Child");
        standing(child).statusCode(200).body("monthly_credit", equalTo(0));
        for (int credit : new int[] {1_000, 1_000_000_000, 1, 0}) {
            parent.put("/sub-accounts/" + child, new JsonObject().put("monthly_credit", credit))
                    .statusCode(200);
            standing(child).body("monthly_credit", equalTo(credit));
        }
    }

    @Test
    void a_parent_has_no_credit_of_its_own() {
        TestAccount parent = TestAccount.parent("Acme");
        parent.put("/sub-accounts/" + parent.createChild("Child"), new JsonObject().put("monthly_credit", 5))
                .statusCode(200);
        standing(parent.id()).statusCode(200).body("monthly_credit", equalTo(0));
    }

    @Test
    void only_services_ask_and_only_for_accounts_that_are_there() {
        given().get("/internal/v1/accounts/" + Ids.next()).then().statusCode(401);
        standing(Ids.next()).statusCode(404);
        standing("x").statusCode(400);
    }
}

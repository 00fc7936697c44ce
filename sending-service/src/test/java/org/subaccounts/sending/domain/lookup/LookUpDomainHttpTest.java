package org.subaccounts.sending.domain.lookup;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.PlatformTestResource;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class LookUpDomainHttpTest {
    private static Response lookUp(String account, String domain) {
        return given().auth()
                .preemptive()
                .basic("internal", PlatformTestResource.INTERNAL_SECRET)
                .get("/internal/v1/accounts/{id}/domains/{domain}", account, domain);
    }

    @Test
    void an_own_domain_is_found_under_any_spelling_before_it_is_verified() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain(name).then().statusCode(201);
        String id = account.domain(name).path("id");
        for (String spelling : new String[] {name, name.toUpperCase(Locale.ROOT), name + "."}) {
            lookUp(account.id().toString(), spelling)
                    .then()
                    .statusCode(200)
                    .body("id", equalTo(id))
                    .body("domain", equalTo(name));
        }
    }

    @Test
    void a_domain_of_another_account_a_removed_one_and_none_at_all_are_not_there() {
        TestAccount account = TestAccount.with();
        TestAccount other = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain(name).then().statusCode(201);
        lookUp(other.id().toString(), name).then().statusCode(404);
        lookUp(account.id().toString(), "no domain").then().statusCode(404);
        account.request().delete(account.path("/domains/" + name)).then().statusCode(200);
        lookUp(account.id().toString(), name).then().statusCode(404);
    }

    @Test
    void an_account_id_must_be_one() {
        lookUp("no-id", "a.example.com").then().statusCode(400);
    }

    @Test
    void only_the_other_services_may_ask() {
        TestAccount account = TestAccount.with();
        String path = "/internal/v1/accounts/" + account.id() + "/domains/a.example.com";
        given().get(path).then().statusCode(401);
        given().header("Authorization", "Bearer " + account.key())
                .get(path)
                .then()
                .statusCode(401);
    }
}

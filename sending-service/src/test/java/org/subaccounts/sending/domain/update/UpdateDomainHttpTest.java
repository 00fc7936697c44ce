package org.subaccounts.sending.domain.update;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class UpdateDomainHttpTest {
    @Test
    void whatIsLeftOutOrNullStaysAndTheRestIsChanged() {
        TestAccount account = TestAccount.partner();
        String name = TestAccount.newDomainName();
        account.request()
                .body(new JsonObject()
                        .put("domain", name)
                        .put("tracking_subdomain", "t")
                        .put("dkim_selector", "first")
                        .encode())
                .post(account.path("/domains"))
                .then()
                .statusCode(201);
        put(
                        account,
                        name,
                        "{\"return_path_subdomain\": \" Mail \", \"media_subdomain\": null, \"dkim_selector\": null}")
                .statusCode(200)
                .body("return_path_subdomain", equalTo("mail"))
                .body("tracking_subdomain", equalTo("t"))
                .body("media_subdomain", nullValue())
                .body("dkim_selector", equalTo("first"))
                .body("dns_records.host", hasItems("mail." + name, "first._domainkey." + name));
        put(
                        account,
                        name,
                        "{\"dkim_selector\": \" Second \", \"subscription_subdomain\": \"s\", \"media_subdomain\": \"m\"}")
                .statusCode(200)
                .body("dkim_selector", equalTo("second"))
                .body("subscription_subdomain", equalTo("s"))
                .body("media_subdomain", equalTo("m"))
                .body("return_path_subdomain", equalTo("mail"))
                .body("dns_records[0].host", equalTo("second._domainkey." + name));
        put(account, name, "{\"dkim_selector\": \" \"}")
                .statusCode(200)
                .body("dkim_selector", nullValue())
                .body("dns_records[0].host", startsWith("s1._domainkey."));
        String before = account.domain(name).asString();
        put(account, name, "{}").statusCode(200);
        assertThat(account.domain(name).asString()).isEqualTo(before);
    }

    @Test
    void aChangeMakesTheRecordsUncheckedAndTheNewOnesVerify() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        account.checkDns(name).then().body("dns_valid", is(false));
        ValidatableResponse changed = put(account, name, "{\"return_path_subdomain\": \"rp\"}")
                .statusCode(200)
                .body("last_dns_check_at", nullValue());
        TestAccount.publishRequired(changed.extract().response());
        account.checkDns(name).then().body("dns_valid", is(true));
        assertThat(added.<String>path("dns_records[0].content"))
                .isEqualTo(account.domain(name).path("dns_records[0].content"));
    }

    @Test
    void onceVerifiedNamesAreLockedButMayBeRepeated() {
        TestAccount account = TestAccount.partner();
        String name = account.verifiedDomain();
        for (String field :
                List.of("tracking_subdomain", "return_path_subdomain", "subscription_subdomain", "media_subdomain")) {
            put(account, name, new JsonObject().put(field, "other").encode())
                    .statusCode(400)
                    .body("message", containsString("subdomains"));
        }
        put(account, name, "{\"dkim_selector\": \"other\"}")
                .statusCode(400)
                .body("message", containsString("dkim_selector"));
        put(account, name, "{\"dkim_selector\": \"\"}").statusCode(200).body("dns_valid", is(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tracking_subdomain\": \"\"}",
                "{\"return_path_subdomain\": \"a.b\"}",
                "{\"subscription_subdomain\": \"a_b\"}",
                "{\"media_subdomain\": \"-a\"}",
                "{\"media_subdomain\": \"click\"}",
                "{\"tracking_subdomain\": \"bounces\"}",
                "{\"tracking_subdomain\": 7}",
                "{\"dkim_selector\": \"a.b\"}",
                "{\"dkim_selector\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}",
                "{\"dkim_rotation_interval_days\": 45}",
                "[]",
                "null",
                "{",
                ""
            })
    void whatIsNotASettingIsRefused(String body) {
        TestAccount account = TestAccount.partner();
        String name = TestAccount.newDomainName();
        account.addDomain(name).then().statusCode(201);
        put(account, name, body).statusCode(400).body("message", not("")).body("size()", is(1));
    }

    @Test
    void aSelectorNeedsThePartnerFeatureAndGoingBackDoesNot() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain(name).then().statusCode(201);
        put(account, name, "{\"dkim_selector\": \"x\"}").statusCode(403).body("message", containsString("Partner"));
        put(account, name, "{\"dkim_selector\": \"\"}").statusCode(200);
    }

    @Test
    void scopeAccountAndDomainAreChecked() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain(name).then().statusCode(201);
        given().contentType("application/json")
                .body("{}")
                .put(account.path("/domains/" + name))
                .then()
                .statusCode(401);
        put(account.limitedTo("domains:read"), name, "{}").statusCode(403);
        put(account.limitedTo("domains:write"), name, "{}").statusCode(200);
        put(TestAccount.with(), name, "{}").statusCode(404);
        put(account, "nonsense", "{}").statusCode(404);
        account.request().delete(account.path("/domains/" + name)).then().statusCode(200);
        put(account, name, "{}").statusCode(404);
    }

    private static ValidatableResponse put(TestAccount account, String name, String body) {
        return account.request()
                .body(body)
                .put(account.path("/domains/" + name))
                .then();
    }
}

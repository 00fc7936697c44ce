package org.subaccounts.key;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.security.UserIds;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** An account as the other services know it. */
public record TestAccount(UUID id, @Nullable UUID parent) {
    private static final String OPERATOR = TestInfrastructure.get().oidc().operatorToken();

    /** A new one with the Platform Partner feature. */
    public static TestAccount parentAccount() {
        return new TestAccount(Ids.next(), null).is("active");
    }

    public TestAccount newChild() {
        return new TestAccount(Ids.next(), id).is("active");
    }

    /** Sets its status; the service may rely on the old one for its lease. */
    public TestAccount is(String status) {
        return stands(new JsonObject().put("status", status).put("partner", true));
    }

    public TestAccount stands(JsonObject facts) {
        put(
                standing(),
                facts.copy()
                        .put("id", id.toString())
                        .put("parent_account_id", parent == null ? null : parent.toString())
                        .put("name", "Acme")
                        .encode());
        return this;
    }

    /** Makes the user a member in this role. */
    public void has(String email, String role) {
        put(
                standing() + "/members/" + UserIds.of(email),
                new JsonObject().put("role", role).encode());
    }

    /** From now on account-service fails when it is asked for this account. */
    public void cannotBeLookedUp() {
        put(standing(), "500");
    }

    /** Gives the account the domain; answers the domain's id. */
    public UUID owns(String domain) {
        UUID domainId = Ids.next();
        put(
                standing() + "/domains/" + domain,
                new JsonObject()
                        .put("id", domainId.toString())
                        .put("domain", domain)
                        .encode());
        return domainId;
    }

    public void ownsNoMore(String domain) {
        given().delete(ConfigProvider.getConfig().getValue("SENDING_SERVICE_URL", String.class)
                        + standing()
                        + "/domains/"
                        + domain)
                .then()
                .statusCode(204);
    }

    /** From now on sending-service fails when it is asked for this domain. */
    public void cannotLookUp(String domain) {
        put(standing() + "/domains/" + domain, "500");
    }

    private String standing() {
        return "/internal/v1/accounts/" + id;
    }

    private static void put(String path, String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .put(ConfigProvider.getConfig().getValue("ACCOUNT_SERVICE_URL", String.class) + path)
                .then()
                .statusCode(204);
    }

    /** A key of this account, issued by an operator. */
    public TestKey key(String... scopes) {
        return key(List.of(), scopes);
    }

    /** A key of this account for these addresses, issued by an operator. */
    public TestKey key(List<String> ipAllowList, String... scopes) {
        var answer = given().header("Authorization", "Bearer " + OPERATOR)
                .contentType(ContentType.JSON)
                .body(new JsonObject()
                        .put("label", "operator's")
                        .put("scopes", Arrays.asList(scopes))
                        .put("ip_allow_list", ipAllowList)
                        .encode())
                .post("/operator/v1/accounts/" + id + "/api-keys");
        answer.then().statusCode(201);
        return new TestKey(UUID.fromString(answer.path("id")), answer.path("secret_key"), id);
    }
}

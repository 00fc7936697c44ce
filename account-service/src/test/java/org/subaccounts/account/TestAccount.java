package org.subaccounts.account;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.security.KeyFormat;

/** An account of the service under test with one API key, and what it does over HTTP. */
public record TestAccount(UUID id, @Nullable UUID parent, String key, UUID keyId) {
    private static final KeyFormat FORMAT = new KeyFormat("aha-sk-", "aha-pk-", 64);

    /** A new parent with the Platform Partner feature, whose owner is {@code owner@<its website>}, and a key for all. */
    public static TestAccount parent(String name) {
        return of(Operator.open(name), null, "*", true);
    }

    /** A key for an account, there or not, that does not have the Platform Partner feature. */
    public static TestAccount withoutPartnerFeature(UUID id) {
        return of(id, null, "*", false);
    }

    /** A new child of this account, and a key of the child for all. */
    public TestAccount child(String name) {
        return of(createChild(name), id, "*", true);
    }

    /** Another key of the same account. */
    public TestAccount limitedTo(String scopes) {
        return of(id, parent, scopes, true);
    }

    public static TestAccount of(UUID id, @Nullable UUID parent, String scopes, boolean partner) {
        String secret = FORMAT.newSecret();
        UUID keyId = Ids.next();
        Map<String, Object> verdict = new HashMap<>(Map.of(
                "active",
                true,
                "key_id",
                keyId.toString(),
                "account_id",
                id.toString(),
                "scope",
                scopes,
                "partner",
                partner,
                "ip_allow_list",
                List.of(),
                "lease_ms",
                900));
        if (parent != null) {
            verdict.put("parent_account_id", parent.toString());
        }
        given().contentType(ContentType.JSON)
                .body(verdict)
                .post(keyService() + "/keys?" + secret)
                .then()
                .statusCode(200);
        return new TestAccount(id, parent, secret, keyId);
    }

    static String keyService() {
        return ConfigProvider.getConfig().getValue("KEY_SERVICE_URL", String.class);
    }

    public UUID createChild(String name) {
        return UUID.fromString(
                post("/sub-accounts", new JsonObject().put("name", name).put("website", "child.example.com"))
                        .statusCode(201)
                        .extract()
                        .path("id"));
    }

    public RequestSpecification request() {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }

    public ValidatableResponse get(String below) {
        return given().header("Authorization", "Bearer " + key).get(path(below)).then();
    }

    public ValidatableResponse put(String below, JsonObject body) {
        return request().body(body.encode()).put(path(below)).then();
    }

    public ValidatableResponse post(String below, JsonObject body) {
        return request().body(body.encode()).post(path(below)).then();
    }

    /** Without a body. */
    public ValidatableResponse post(String below) {
        return given().header("Authorization", "Bearer " + key)
                .post(path(below))
                .then();
    }

    public ValidatableResponse delete(String below) {
        return given().header("Authorization", "Bearer " + key)
                .delete(path(below))
                .then();
    }

    public String path(String below) {
        return "/v2/accounts/" + id + below;
    }
}

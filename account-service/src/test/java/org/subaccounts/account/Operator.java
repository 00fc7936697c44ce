package org.subaccounts.account;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** What an operator does over HTTP. */
public final class Operator {
    private Operator() {}

    public static JsonObject account(String name, String website) {
        return new JsonObject()
                .put("name", name)
                .put("website", website)
                .put("owner", new JsonObject().put("email", "Owner@" + website).put("name", "Olga Owner"));
    }

    /** Opens a parent with a website of its own, {@code <random>.example.com}. */
    public static UUID open(String name) {
        return UUID.fromString(
                post("", account(name, website())).statusCode(201).extract().path("id"));
    }

    public static Response open(JsonObject account, String idempotencyKey) {
        return given().header("Authorization", bearer())
                .header("Idempotency-Key", idempotencyKey)
                .contentType(ContentType.JSON)
                .body(account.encode())
                .post("/operator/v1/accounts");
    }

    public static String website() {
        return "w" + UUID.randomUUID().toString().replace("-", "") + ".example.com";
    }

    public static ValidatableResponse get(String below) {
        return given().header("Authorization", bearer())
                .get("/operator/v1/accounts" + below)
                .then();
    }

    public static ValidatableResponse post(String below, JsonObject body) {
        return given().header("Authorization", bearer())
                .contentType(ContentType.JSON)
                .body(body.encode())
                .post("/operator/v1/accounts" + below)
                .then();
    }

    public static ValidatableResponse put(String below, JsonObject body) {
        return given().header("Authorization", bearer())
                .contentType(ContentType.JSON)
                .body(body.encode())
                .put("/operator/v1/accounts" + below)
                .then();
    }

    /** suspend, reinstate or close. */
    public static ValidatableResponse does(String what, UUID account, String reason) {
        return post("/" + account + "/" + what, new JsonObject().put("reason", reason));
    }

    private static String bearer() {
        return "Bearer " + TestInfrastructure.get().oidc().operatorToken();
    }
}

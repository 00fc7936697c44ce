package org.subaccounts.billing.plan;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** What an operator does with plans over HTTP. */
public final class PlanTestClient {
    private static final String PLANS = "/operator/v1/plans";

    private PlanTestClient() {}

    /** 25 a month with 25,000 messages, then 0.80 for each of 100,000, then 0.50; in US dollars. */
    public static JsonObject plan(String id) {
        return new JsonObject()
                .put("id", id)
                .put("name", "Plan " + id)
                .mergeIn(pricing(25))
                .put("currency", "usd");
    }

    public static JsonObject pricing(Number baseFee) {
        return new JsonObject()
                .put("base_fee", baseFee)
                .put("included_volume", 25_000)
                .put(
                        "tiers",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("volume_up_to", 100_000)
                                        .put("price_per_thousand", 0.8))
                                .add(new JsonObject().putNull("volume_up_to").put("price_per_thousand", 0.5)));
    }

    /** An id that no other test uses. */
    public static String newId() {
        return "p" + UUID.randomUUID();
    }

    public static String created(JsonObject plan) {
        create(plan).statusCode(201);
        return plan.getString("id");
    }

    public static ValidatableResponse create(JsonObject plan) {
        return send(operator(), "POST", PLANS, plan).then();
    }

    public static ValidatableResponse price(String id, JsonObject version) {
        return send(operator(), "POST", PLANS + "/" + id + "/versions", version).then();
    }

    public static ValidatableResponse get(String below) {
        return given().header("Authorization", "Bearer " + operator())
                .urlEncodingEnabled(false)
                .get(PLANS + below)
                .then();
    }

    public static ValidatableResponse assign(Object account, JsonObject assignment) {
        return send(operator(), "PUT", "/operator/v1/accounts/" + account + "/plan", assignment)
                .then();
    }

    public static JsonObject of(String planId) {
        return new JsonObject().put("plan_id", planId);
    }

    public static ValidatableResponse show(Object account) {
        return given().header("Authorization", "Bearer " + operator())
                .get("/operator/v1/accounts/" + account + "/plan")
                .then();
    }

    public static Response idempotent(String key, JsonObject plan) {
        return given().header("Authorization", "Bearer " + operator())
                .header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(plan.encode())
                .post(PLANS);
    }

    /** {@code bearer} null: without. */
    public static Response send(
            @org.jspecify.annotations.Nullable String bearer, String verb, String path, JsonObject body) {
        var request = given().contentType(ContentType.JSON).body(body.encode());
        return (bearer == null ? request : request.header("Authorization", "Bearer " + bearer)).request(verb, path);
    }

    private static String operator() {
        return TestInfrastructure.get().oidc().operatorToken();
    }
}

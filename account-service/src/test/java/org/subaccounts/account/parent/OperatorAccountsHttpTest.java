package org.subaccounts.account.parent;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.Operator;
import org.subaccounts.account.TestAccount;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.security.UserIds;
import org.subaccounts.platform.testkit.PlatformTestResource;
import org.subaccounts.platform.testkit.TestInfrastructure;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class OperatorAccountsHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void an_account_is_opened_with_owner_plan_and_partner_feature() {
        String website = Operator.website();
        String email = "owner@" + website;
        String id = Operator.post(
                        "",
                        Operator.account(" Acme ", website.toUpperCase(java.util.Locale.ROOT))
                                .put("plan", "pro-2026")
                                .put("partner", false))
                .statusCode(201)
                .body("object", equalTo("account"))
                .body("name", equalTo("Acme"))
                .body("website", equalTo("https://" + website))
                .body("status", equalTo("active"))
                .body("partner", equalTo(false))
                .body("plan", equalTo("pro-2026"))
                .body("requests_per_second", nullValue())
                .body("request_burst", nullValue())
                .body("owner.user_id", equalTo(UserIds.of(email).toString()))
                .body("owner.email", equalTo(email))
                .body("owner.name", equalTo("Olga Owner"))
                .body("suspension", nullValue())
                .body("deletion", nullValue())
                .extract()
                .path("id");
        Operator.get("/" + id).statusCode(200).body("name", equalTo("Acme"));
    }

    @Test
    void plan_and_partner_feature_have_defaults_and_a_url_is_a_website_too() {
        Operator.post("", Operator.account("Acme", Operator.website()).put("website", "https://Acme.example.com/x"))
                .statusCode(201)
                .body("website", equalTo("https://acme.example.com/x"))
                .body("plan", equalTo("standard"))
                .body("partner", equalTo(true));
    }

    @Test
    void one_idempotency_key_opens_one_account() {
        JsonObject body = Operator.account("Acme", Operator.website()).put("partner", false);
        String key = UUID.randomUUID().toString();
        Response first = Operator.open(body, key);
        Response second = Operator.open(body, key);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(Operator.get("/" + first.path("id")).extract().asString()).isEqualTo(first.asString());
        Operator.get("?search=" + body.getString("website")).body("data", hasSize(1));
        assertThat(Operator.open(body.copy().put("partner", true), key).statusCode())
                .isEqualTo(422);
    }

    @Test
    void a_reason_may_have_lines() {
        UUID account = Operator.open("Acme");
        String reason = "unpaid:\n\tinvoice 1\n\tinvoice 2";
        Operator.does("suspend", account, " " + reason + "\n")
                .statusCode(200)
                .body("suspension.reason", equalTo(reason));
        Operator.does("reinstate", account, reason).statusCode(200);
        Operator.does("close", account, "a\u0000b").statusCode(400);
        Operator.does("close", account, reason).statusCode(200).body("deletion.reason", equalTo(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\"}",
                "{\"website\":\"localhost\"}",
                "{\"website\":\"ftp://a.example.com\"}",
                "{\"owner\":null}",
                "{\"owner\":{}}",
                "{\"owner\":{\"email\":\"jo\"}}",
                "{\"owner\":\"jo@example.com\"}",
                "{\"plan\":\"\"}",
                "{\"plan\":\"Pro\"}",
                "{\"plan\":\"a b\"}",
                "{\"partner\":\"yes\"}"
            })
    void what_breaks_a_rule_is_refused(String broken) {
        JsonObject body = broken.equals("{}")
                ? new JsonObject()
                : Operator.account("Acme", "acme.example.com").mergeIn(new JsonObject(broken));
        Operator.post("", body).statusCode(400).body("message", not(equalTo("")));
        Operator.post("", Operator.account("n".repeat(256), "acme.example.com")).statusCode(400);
        Operator.post("", Operator.account("n", "acme.example.com").put("plan", "p".repeat(65)))
                .statusCode(400);
    }

    @Test
    void only_operators_may() {
        TestAccount parent = TestAccount.parent("Acme");
        String somebody = TestInfrastructure.get().oidc().token("somebody");
        for (String path : List.of("", "/" + parent.id(), "/" + parent.id() + "/history")) {
            given().get("/operator/v1/accounts" + path).then().statusCode(401);
            get(somebody, path).statusCode(403);
            get(parent.key(), path).statusCode(403);
        }
        for (String what : List.of("suspend", "reinstate", "close")) {
            given().header("Authorization", "Bearer " + somebody)
                    .contentType("application/json")
                    .body("{\"reason\":\"r\"}")
                    .post("/operator/v1/accounts/" + parent.id() + "/" + what)
                    .then()
                    .statusCode(403);
        }
        given().header("Authorization", "Bearer " + somebody)
                .contentType("application/json")
                .body("{\"partner\":false}")
                .put("/operator/v1/accounts/" + parent.id())
                .then()
                .statusCode(403);
    }

    private static ValidatableResponse get(String bearer, String path) {
        return given().header("Authorization", "Bearer " + bearer)
                .get("/operator/v1/accounts" + path)
                .then();
    }

    @Test
    void what_is_not_there_or_a_child_cannot_be_changed() {
        UUID child = TestAccount.parent("Acme").createChild("Child");
        for (UUID id : List.of(Ids.next(), child)) {
            Operator.does("suspend", id, "r").statusCode(404).body("message", equalTo("account not found"));
            Operator.does("reinstate", id, "r").statusCode(404);
            Operator.does("close", id, "r").statusCode(404);
            Operator.put("/" + id, new JsonObject().put("partner", false)).statusCode(404);
        }
        Operator.get("/" + Ids.next()).statusCode(404).body("message", equalTo("account not found"));
        Operator.get("/x").statusCode(400);
        Operator.post("/x/suspend", new JsonObject().put("reason", "r")).statusCode(400);
    }

    @Test
    void a_reason_has_1_to_500_characters() {
        UUID id = Operator.open("Acme");
        for (String what : List.of("suspend", "reinstate", "close")) {
            Operator.does(what, id, " ").statusCode(400);
            Operator.does(what, id, "r".repeat(501)).statusCode(400);
            Operator.post("/" + id + "/" + what, new JsonObject()).statusCode(400);
        }
        Operator.does("suspend", id, "r".repeat(500)).statusCode(200);
    }

    @Test
    void a_suspension_keeps_reason_actor_and_time_until_it_is_lifted() {
        UUID id = Operator.open("Acme");
        Operator.does("reinstate", id, "r").statusCode(400).body("message", equalTo("account is not suspended"));
        Operator.does("suspend", id, "unpaid")
                .statusCode(200)
                .body("status", equalTo("suspended"))
                .body("suspension.reason", equalTo("unpaid"))
                .body("suspension.actor", startsWith("operator:"))
                .body("suspension.occurred_at", not(nullValue()));
        Operator.does("suspend", id, "again").statusCode(400).body("message", equalTo("account is already suspended"));
        Operator.does("reinstate", id, "paid")
                .statusCode(200)
                .body("status", equalTo("active"))
                .body("suspension", nullValue());
    }

    @Test
    void a_parents_suspension_covers_its_children_and_leaves_them_as_they_were() {
        TestAccount parent = TestAccount.parent("Acme");
        UUID active = parent.createChild("active");
        UUID suspended = parent.createChild("suspended");
        parent.post("/sub-accounts/" + suspended + "/suspend", new JsonObject().put("reason", "spam"))
                .statusCode(200);
        Operator.does("suspend", parent.id(), "unpaid").statusCode(200);
        parent.get("/sub-accounts/" + active).body("status", equalTo("parent-suspended"));
        parent.get("/sub-accounts").body("data.status", contains("suspended", "parent-suspended"));
        Operator.get("/" + active).body("status", equalTo("parent-suspended"));
        standing(active).body("status", equalTo("parent-suspended"));
        parent.post("/sub-accounts/" + suspended + "/unsuspend").body("status", equalTo("parent-suspended"));
        parent.post("/sub-accounts/" + active + "/suspend", new JsonObject().put("reason", "spam"))
                .body("status", equalTo("suspended"));
        Operator.does("reinstate", parent.id(), "paid").statusCode(200);
        parent.get("/sub-accounts").body("data.status", contains("active", "suspended"));
    }

    @Test
    void a_closed_account_and_its_children_are_deleted_for_good() {
        TestAccount parent = TestAccount.parent("Acme");
        UUID child = parent.createChild("child");
        Operator.does("suspend", parent.id(), "unpaid").statusCode(200);
        Operator.does("close", parent.id(), "left")
                .statusCode(200)
                .body("status", equalTo("deleted"))
                .body("deletion.reason", equalTo("left"))
                .body("deletion.actor", startsWith("operator:"));
        standing(parent.id()).body("status", equalTo("deleted"));
        standing(child).body("status", equalTo("deleted"));
        parent.get("/sub-accounts/" + child).statusCode(404);
        parent.get("/sub-accounts").body("data", hasSize(0));
        parent.get("").statusCode(404);
        for (String what : List.of("suspend", "reinstate", "close")) {
            Operator.does(what, parent.id(), "r").statusCode(400).body("message", equalTo("account is closed"));
        }
        Operator.put("/" + parent.id(), new JsonObject().put("partner", false)).statusCode(400);
        await().atMost(PATIENCE).untilAsserted(() -> Operator.get("/" + child)
                .body("deletion.reason", equalTo("the parent account was closed"))
                .body("deletion.actor", equalTo("system")));
    }

    @Test
    void terms_hold_for_the_family() {
        TestAccount parent = TestAccount.parent("Acme");
        UUID child = parent.createChild("child");
        Operator.put(
                        "/" + parent.id(),
                        new JsonObject().put("requests_per_second", 1).put("request_burst", 100_000))
                .statusCode(200)
                .body("requests_per_second", equalTo(1))
                .body("request_burst", equalTo(100_000))
                .body("partner", equalTo(true));
        Operator.put("/" + parent.id(), new JsonObject().put("partner", false).putNull("request_burst"))
                .statusCode(200)
                .body("partner", equalTo(false))
                .body("requests_per_second", equalTo(1));
        for (UUID id : List.of(parent.id(), child)) {
            Operator.get("/" + id).body("requests_per_second", equalTo(1)).body("plan", equalTo("standard"));
            standing(id)
                    .body("requests_per_second", equalTo(1))
                    .body("request_burst", equalTo(100_000))
                    .body("partner", equalTo(false));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"partner\":true}",
                "{\"partner\":\"false\"}",
                "{\"requests_per_second\":0}",
                "{\"requests_per_second\":100001}",
                "{\"requests_per_second\":1.5}",
                "{\"request_burst\":\"7\"}",
                "{\"request_burst\":-1}"
            })
    void terms_that_break_a_rule_or_change_nothing_are_refused(String body) {
        Operator.put("/" + Operator.open("Acme"), new JsonObject(body)).statusCode(400);
    }

    @Test
    void accounts_are_found_by_the_beginning_of_the_name_by_website_and_by_owner() {
        String unique = "N" + UUID.randomUUID();
        String website = Operator.website();
        String first = open(unique + " One", website);
        String second = open(unique.toLowerCase(java.util.Locale.ROOT) + " Two", Operator.website());
        Operator.get("?search=" + unique).statusCode(200).body("data.id", containsInAnyOrder(second, first));
        Operator.get("?search=" + unique + " t").body("data.id", contains(second));
        Operator.get("?search=" + website.toUpperCase(java.util.Locale.ROOT)).body("data.id", contains(first));
        Operator.get("?search=https://" + website + "/x").body("data.id", contains(first));
        Operator.get("?search=OWNER@" + website).body("data.id", contains(first));
        Operator.get("?search=" + unique.substring(1)).body("data", hasSize(0));
        Operator.get("?search=%25" + unique).body("data", hasSize(0));
        Operator.get("?search=" + "s".repeat(256)).statusCode(400);
    }

    @Test
    void the_list_has_pages_that_are_bound_to_the_search_and_leave_children_out() {
        String unique = "P" + UUID.randomUUID();
        String one = open(unique, Operator.website());
        String two = open(unique, Operator.website());
        String three = open(unique, Operator.website());
        TestAccount.of(UUID.fromString(one), null, "*", true).createChild(unique);
        String search = "?limit=2&search=" + unique;
        ValidatableResponse page = Operator.get(search).body("data.id", contains(three, two));
        String cursor =
                page.body("pagination.has_more", equalTo(true)).extract().path("pagination.next_cursor");
        String back = Operator.get(search + "&after=" + cursor)
                .body("data.id", contains(one))
                .body("pagination.has_more", equalTo(false))
                .extract()
                .path("pagination.previous_cursor");
        Operator.get(search + "&before=" + back).body("data.id", contains(three, two));
        Operator.get("?limit=2&after=" + cursor).statusCode(400);
        Operator.get("?limit=0").statusCode(400);
        Operator.get("?limit=2").statusCode(200).body("data", hasSize(2));
    }

    private static String open(String name, String website) {
        return Operator.post("", Operator.account(name, website))
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static ValidatableResponse standing(UUID account) {
        return given().auth()
                .preemptive()
                .basic("internal", PlatformTestResource.INTERNAL_SECRET)
                .get("/internal/v1/accounts/" + account)
                .then()
                .statusCode(200);
    }
}

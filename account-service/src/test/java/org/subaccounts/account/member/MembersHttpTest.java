package org.subaccounts.account.member;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.TestAccount;
import org.subaccounts.platform.security.UserIds;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.platform.testkit.PlatformTestResource;
import org.subaccounts.platform.testkit.TestInfrastructure;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class MembersHttpTest {
    @Inject
    Pool pool;

    private TestAccount account;
    private UUID owner;

    @BeforeEach
    void open() {
        account = TestAccount.parent("Acme");
        owner = UUID.fromString(account.get("").extract().path("owner_id"));
    }

    private static JsonObject member(String email, String role) {
        return new JsonObject().put("email", email).put("role", role);
    }

    @Test
    void a_new_parent_has_its_owner_as_only_member() {
        account.limitedTo("accounts:members:read")
                .get("/members")
                .statusCode(200)
                .body("size()", equalTo(2))
                .body("object", equalTo("list"))
                .body("data", hasSize(1))
                .body("data[0].user_id", equalTo(owner.toString()))
                .body("data[0].account_id", equalTo(account.id().toString()))
                .body("data[0].role", equalTo("Administrator"));
    }

    @Test
    void a_new_child_has_no_members_and_its_parent_counts_those_it_gets() {
        TestAccount child = account.child("Child");
        child.get("/members").statusCode(200).body("data", hasSize(0));
        child.post("/members", member("a@example.com", "Analyst")).statusCode(201);
        child.post("/members", member("b@example.com", "Developer")).statusCode(201);
        child.delete("/members/" + UserIds.of("a@example.com")).statusCode(200);
        account.get("/sub-accounts/" + child.id()).body("member_count", equalTo(1));
        account.get("/sub-accounts").body("data[0].member_count", equalTo(1));
    }

    @Test
    void an_added_member_is_in_the_list_at_once_newest_first() {
        String user = UserIds.of("jo@acme.example.com").toString();
        account.limitedTo("accounts:members:add")
                .post(
                        "/members",
                        member(" Jo@Acme.example.com ", "Billing Manager").put("name", "Jo"))
                .statusCode(201)
                .body("user_id", equalTo(user))
                .body("account_id", equalTo(account.id().toString()))
                .body("role", equalTo("Billing Manager"))
                .body("size()", equalTo(5));
        account.get("/members")
                .body("data.user_id", contains(user, owner.toString()))
                .body("data.role", contains("Billing Manager", "Administrator"));
    }

    @Test
    void a_user_is_a_member_once_whatever_the_role_and_spelling() {
        account.post("/members", member("jo@example.com", "Analyst")).statusCode(201);
        account.post("/members", member("JO@Example.com", "Developer"))
                .statusCode(409)
                .header("Retry-After", (String) null)
                .header("Idempotent-Replayed", (String) null)
                .body("message", equalTo("the user is a member of the account already"));
        account.get("/members").body("data", hasSize(2));
    }

    @Test
    void of_many_who_add_one_user_at_once_one_succeeds() {
        List<Integer> statuses = AtOnce.times(16, i -> account.request()
                .body(member("race@example.com", i % 2 == 0 ? "Analyst" : "Developer")
                        .encode())
                .post(account.path("/members"))
                .statusCode());
        assertThat(statuses).containsOnlyOnce(201).allMatch(status -> status == 201 || status == 409);
        account.get("/members").body("data", hasSize(2));
    }

    @Test
    void adding_is_repeated_safely_with_an_idempotency_key_also_when_it_was_a_duplicate() {
        JsonObject jo = member("jo@example.com", "Analyst");
        String first = add(jo, "k1").then().statusCode(201).extract().asString();
        Response replay = add(jo, "k1");
        replay.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertThat(replay.asString()).isEqualTo(first);
        add(jo, "k2").then().statusCode(409).header("Idempotent-Replayed", (String) null);
        add(jo, "k2").then().statusCode(409).header("Idempotent-Replayed", "true");
        add(member("other@example.com", "Analyst"), "k1").then().statusCode(422);
    }

    private Response add(JsonObject body, String idempotencyKey) {
        return account.request()
                .header("Idempotency-Key", idempotencyKey)
                .body(body.encode())
                .post(account.path("/members"));
    }

    @Test
    void who_was_removed_is_no_member_and_can_be_added_again() {
        String below = "/members/" + UserIds.of("jo@example.com");
        account.post("/members", member("jo@example.com", "Analyst")).statusCode(201);
        account.limitedTo("accounts:members:remove")
                .delete(below)
                .statusCode(200)
                .body("message", equalTo("member removed"));
        account.get("/members").body("data", hasSize(1));
        account.delete(below).statusCode(404).body("message", equalTo("member not found"));
        account.post("/members", member("jo@example.com", "Developer")).statusCode(201);
        account.get("/members").body("data.role", contains("Developer", "Administrator"));
    }

    @Test
    void the_owner_is_not_removed() {
        account.delete("/members/" + owner)
                .statusCode(400)
                .body("message", equalTo("the owner of the account cannot be removed"));
    }

    @Test
    void nobody_removes_themselves_but_administrators_remove_others() {
        String email = "a" + UUID.randomUUID().toString().substring(0, 8) + "@example.com";
        account.post("/members", member(email, "Administrator")).statusCode(201);
        account.post("/members", member("jo@example.com", "Analyst")).statusCode(201);
        String token = "Bearer " + TestInfrastructure.get().oidc().userToken(email);
        given().header("Authorization", token)
                .delete(account.path("/members/" + UserIds.of(email)))
                .then()
                .statusCode(400)
                .body("message", equalTo("you cannot remove yourself"));
        given().header("Authorization", token)
                .delete(account.path("/members/" + UserIds.of("jo@example.com")))
                .then()
                .statusCode(200);
    }

    @Test
    void members_of_other_accounts_are_not_found() {
        TestAccount other = TestAccount.parent("Other");
        other.post("/members", member("jo@example.com", "Analyst")).statusCode(201);
        account.delete("/members/" + UserIds.of("jo@example.com")).statusCode(404);
        account.delete("/members/jo").statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"email\":\"\",\"role\":\"Analyst\"}",
                "{\"email\":\"jo\",\"role\":\"Analyst\"}",
                "{\"email\":\"jo@\",\"role\":\"Analyst\"}",
                "{\"email\":\"jo@localhost\",\"role\":\"Analyst\"}",
                "{\"email\":\"jo jo@example.com\",\"role\":\"Analyst\"}",
                "{\"email\":\"jo@example.com.\",\"role\":\"Analyst\"}",
                "{\"email\":\"Jo <jo@example.com>\",\"role\":\"Analyst\"}",
                "{\"email\":7,\"role\":\"Analyst\"}",
                "{\"email\":\"jo@example.com\"}",
                "{\"email\":\"jo@example.com\",\"role\":\"Owner\"}",
                "{\"email\":\"jo@example.com\",\"role\":\"administrator\"}",
                "{\"email\":\"jo@example.com\",\"role\":\"Analyst\",\"name\":\"a\\u0000\"}",
                "null"
            })
    void what_breaks_a_rule_is_refused(String body) {
        account.request()
                .body(body)
                .post(account.path("/members"))
                .then()
                .statusCode(400)
                .body("message", not(equalTo("")));
        account.get("/members").body("data", hasSize(1));
    }

    @Test
    void a_name_of_256_and_an_address_of_255_characters_are_too_long() {
        account.post("/members", member("jo@example.com", "Analyst").put("name", "n".repeat(256)))
                .statusCode(400);
        account.post("/members", member("j".repeat(65) + "@example.com", "Analyst"))
                .statusCode(400);
    }

    @Test
    void an_account_has_at_most_500_members() {
        countMembersAs(499);
        account.post("/members", member("a@example.com", "Analyst")).statusCode(201);
        account.post("/members", member("b@example.com", "Analyst"))
                .statusCode(400)
                .body("message", equalTo("an account has at most 500 members"));
        countMembersAs(2);
        account.get("/members").body("data", hasSize(2));
    }

    /** Instead of adding them all one by one. */
    private void countMembersAs(int count) {
        pool.preparedQuery("update account set member_count = $2 where id = $1")
                .execute(Tuple.of(account.id(), count))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Test
    void each_operation_needs_its_scope_and_a_key_of_the_account() {
        TestAccount other = account.limitedTo("accounts:read accounts:write");
        other.get("/members").statusCode(403);
        other.post("/members", member("jo@example.com", "Analyst")).statusCode(403);
        other.delete("/members/" + owner).statusCode(403);
        given().get(account.path("/members")).then().statusCode(401);
        given().header("Authorization", "Bearer " + TestAccount.parent("Other").key())
                .get(account.path("/members"))
                .then()
                .statusCode(401);
    }

    @Test
    void other_services_ask_for_the_role_of_a_member() {
        account.post("/members", member("jo@example.com", "Analyst")).statusCode(201);
        internal(UserIds.of("jo@example.com").toString())
                .then()
                .statusCode(200)
                .body("user_id", equalTo(UserIds.of("jo@example.com").toString()))
                .body("role", equalTo("Analyst"));
        internal(UserIds.of("x@example.com").toString()).then().statusCode(404);
        internal("x").then().statusCode(400);
        given().get("/internal/v1/accounts/" + account.id() + "/members/" + owner)
                .then()
                .statusCode(401);
    }

    private Response internal(String user) {
        return given().auth()
                .preemptive()
                .basic("internal", PlatformTestResource.INTERNAL_SECRET)
                .get("/internal/v1/accounts/" + account.id() + "/members/" + user);
    }
}

package org.subaccounts.account.subaccount;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.Operator;
import org.subaccounts.account.TestAccount;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.AtOnce;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class SubAccountsHttpTest {
    private TestAccount parent;

    @BeforeEach
    void open() {
        parent = TestAccount.parent("Acme");
    }

    private static JsonObject body(String name, String website) {
        return new JsonObject().put("name", name).put("website", website);
    }

    private static JsonObject reason(String reason) {
        return new JsonObject().put("reason", reason);
    }

    @Test
    void a_new_sub_account_is_active_and_there_at_once() {
        String id = parent.limitedTo("sub-accounts:write")
                .post("/sub-accounts", body(" Child ", " Child.Example.com. ").put("monthly_credit", 1_000_000_000))
                .statusCode(201)
                .body("object", equalTo("sub_account"))
                .body("parent_account_id", equalTo(parent.id().toString()))
                .body("name", equalTo("Child"))
                .body("website", equalTo("child.example.com"))
                .body("status", equalTo("active"))
                .body("monthly_credit", equalTo(1_000_000_000))
                .body("domain_count", equalTo(0))
                .body("member_count", equalTo(0))
                .body("$", hasKey("last_activity_at"))
                .body("last_activity_at", nullValue())
                .body("size()", equalTo(11))
                .extract()
                .path("id");
        parent.limitedTo("sub-accounts:read")
                .get("/sub-accounts/" + id)
                .statusCode(200)
                .body("name", equalTo("Child"))
                .body("size()", equalTo(11));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"Child\"}",
                "{\"website\":\"child.example.com\"}",
                "{\"name\":\" \",\"website\":\"child.example.com\"}",
                "{\"name\":null,\"website\":\"child.example.com\"}",
                "{\"name\":\"a\\u0000\",\"website\":\"child.example.com\"}",
                "{\"name\":5,\"website\":\"child.example.com\"}",
                "{\"name\":\"Child\",\"website\":\"localhost\"}",
                "{\"name\":\"Child\",\"website\":\"https://child.example.com\"}",
                "{\"name\":\"Child\",\"website\":\"child.example.com/x\"}",
                "{\"name\":\"Child\",\"website\":\"127.0.0.1\"}",
                "{\"name\":\"Child\",\"website\":\"child.example.com\",\"monthly_credit\":-1}",
                "{\"name\":\"Child\",\"website\":\"child.example.com\",\"monthly_credit\":1000000001}",
                "{\"name\":\"Child\",\"website\":\"child.example.com\",\"monthly_credit\":\"5\"}",
                "{\"name\":\"Child\",\"website\":\"child.example.com\",\"monthly_credit\":5.5}",
                "{\"name\":\"Child\",\"website\":\"child.example.com\",\"monthly_credit\":5.0}",
                "{\"name\":\"Child\",\"website\":\"child.example.com\",\"monthly_credit\":1e3}",
                "{\"name\":\"Child\",\"website\":\"child.example.com\",\"monthly_credit\":true}",
                "[]",
                "null",
                "{\"name\":"
            })
    void what_breaks_a_rule_makes_no_sub_account(String broken) {
        parent.request()
                .body(broken)
                .post(parent.path("/sub-accounts"))
                .then()
                .statusCode(400)
                .body("message", not(equalTo("")))
                .body("size()", equalTo(1));
        parent.get("/sub-accounts").body("data", hasSize(0));
    }

    @Test
    void names_have_255_characters_at_most_and_a_missing_credit_is_no_cap() {
        parent.post("/sub-accounts", body("n".repeat(256), "child.example.com")).statusCode(400);
        parent.post("/sub-accounts", body("n".repeat(255), "child.example.com").putNull("monthly_credit"))
                .statusCode(201)
                .body("monthly_credit", equalTo(0));
    }

    @Test
    void an_update_changes_what_is_given() {
        String below = "/sub-accounts/" + parent.createChild("Child");
        parent.limitedTo("sub-accounts:write")
                .put(below, new JsonObject().putNull("name").put("monthly_credit", 7))
                .statusCode(200)
                .body("name", equalTo("Child"))
                .body("monthly_credit", equalTo(7));
        parent.put(below, body(" Other ", "OTHER.example.com"))
                .statusCode(200)
                .body("name", equalTo("Other"))
                .body("website", equalTo("other.example.com"))
                .body("monthly_credit", equalTo(7));
        parent.get(below).body("name", equalTo("Other"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":null,\"website\":null,\"monthly_credit\":null}",
                "{\"name\":\" Child \"}",
                "{\"website\":\"CHILD.example.com\"}",
                "{\"monthly_credit\":0}",
                "{\"name\":\"\"}",
                "{\"website\":\"\"}",
                "{\"website\":\"https://child.example.com\"}",
                "{\"monthly_credit\":\"1\"}",
                "{\"monthly_credit\":1.0}",
                "{\"monthly_credit\":1000000001}",
                "null"
            })
    void an_update_that_breaks_a_rule_or_changes_nothing_is_refused(String broken) {
        String below = "/sub-accounts/" + parent.createChild("Child");
        parent.request().body(broken).put(parent.path(below)).then().statusCode(400);
        parent.get(below).body("name", equalTo("Child")).body("monthly_credit", equalTo(0));
    }

    @Test
    void a_sub_account_is_suspended_and_unsuspended() {
        String below = "/sub-accounts/" + parent.createChild("Child");
        TestAccount suspender = parent.limitedTo("sub-accounts:suspend");
        suspender.post(below + "/unsuspend").statusCode(400).body("message", equalTo("sub account is not suspended"));
        suspender
                .post(below + "/suspend", reason("r".repeat(500)))
                .statusCode(200)
                .body("status", equalTo("suspended"))
                .body("size()", equalTo(11));
        suspender
                .post(below + "/suspend", reason("again"))
                .statusCode(400)
                .body("message", equalTo("sub account is already suspended"));
        parent.get(below).body("status", equalTo("suspended"));
        suspender.post(below + "/unsuspend").statusCode(200).body("status", equalTo("active"));
    }

    @Test
    void a_suspension_needs_a_reason_of_1_to_500_characters() {
        String below = "/sub-accounts/" + parent.createChild("Child") + "/suspend";
        parent.post(below, new JsonObject()).statusCode(400);
        parent.post(below, reason(" ")).statusCode(400);
        parent.post(below, reason("\n\t")).statusCode(400);
        parent.post(below, reason("a\u0007b"))
                .statusCode(400)
                .body("message", equalTo("reason must not contain control characters other than line breaks and tabs"));
        parent.request()
                .body("{\"reason\":\"\\ud83d\"}")
                .post(parent.path(below))
                .then()
                .statusCode(400)
                .body("message", equalTo("reason must be valid Unicode text"));
        parent.post(below, reason("r".repeat(501))).statusCode(400);
        parent.post(below, new JsonObject().put("reason", 7)).statusCode(400);
        parent.request().post(parent.path(below)).then().statusCode(400);
    }

    @Test
    void a_reason_may_have_lines_and_is_trimmed() {
        UUID child = parent.createChild("Child");
        parent.post("/sub-accounts/" + child + "/suspend", reason(" spam:\n\t- list A\r\n\t- list B\n"))
                .statusCode(200);
        Operator.get("/" + child).body("suspension.reason", equalTo("spam:\n\t- list A\r\n\t- list B"));
    }

    @Test
    void a_deleted_sub_account_is_gone_for_every_operation() {
        UUID id = parent.createChild("Child");
        UUID other = parent.createChild("Other");
        parent.limitedTo("sub-accounts:delete")
                .delete("/sub-accounts/" + id)
                .statusCode(200)
                .body("message", equalTo("sub account deleted"));
        parent.get("/sub-accounts").body("data.id", contains(other.toString()));
        isNotFound(parent, id.toString());
    }

    @Test
    void missing_and_foreign_sub_accounts_look_the_same() {
        UUID foreign = TestAccount.parent("Other").createChild("Child");
        isNotFound(parent, foreign.toString());
        isNotFound(parent, Ids.next().toString());
        isNotFound(parent, parent.id().toString());
    }

    private static void isNotFound(TestAccount parent, String id) {
        String below = "/sub-accounts/" + id;
        List<ValidatableResponse> answers = List.of(
                parent.get(below),
                parent.get(below + "/history"),
                parent.put(below, body("New", "new.example.com")),
                parent.post(below + "/suspend", reason("r")),
                parent.post(below + "/unsuspend"),
                parent.delete(below));
        answers.forEach(answer -> answer.statusCode(404)
                .body("message", equalTo("sub account not found"))
                .body("size()", equalTo(1)));
    }

    @Test
    void an_id_is_a_uuid() {
        parent.get("/sub-accounts/x").statusCode(400);
        parent.put("/sub-accounts/x", body("New", "new.example.com")).statusCode(400);
        parent.delete("/sub-accounts/x").statusCode(400);
        parent.post("/sub-accounts/x/suspend", reason("r")).statusCode(400);
        parent.post("/sub-accounts/x/unsuspend").statusCode(400);
        parent.get("/sub-accounts/x/history").statusCode(400);
    }

    @Test
    void each_operation_needs_its_scope() {
        String below = "/sub-accounts/" + parent.createChild("Child");
        TestAccount reader = parent.limitedTo("sub-accounts:read");
        TestAccount writer = parent.limitedTo("sub-accounts:write");
        writer.get("/sub-accounts").statusCode(403);
        writer.get(below).statusCode(403);
        writer.get(below + "/history").statusCode(403);
        reader.post("/sub-accounts", body("New", "new.example.com")).statusCode(403);
        reader.put(below, body("New", "new.example.com")).statusCode(403);
        writer.delete(below).statusCode(403);
        writer.post(below + "/suspend", reason("r")).statusCode(403);
        writer.post(below + "/unsuspend").statusCode(403);
    }

    @Test
    void a_key_of_nobody_or_of_another_account_is_refused() {
        given().get(parent.path("/sub-accounts")).then().statusCode(401);
        given().header("Authorization", "Bearer " + TestAccount.parent("Other").key())
                .get(parent.path("/sub-accounts"))
                .then()
                .statusCode(401);
    }

    @Test
    void without_the_partner_feature_there_are_no_sub_accounts() {
        TestAccount plain = TestAccount.withoutPartnerFeature(parent.id());
        plain.get("/sub-accounts").statusCode(403);
        plain.post("/sub-accounts", body("New", "new.example.com")).statusCode(403);
    }

    @Test
    void a_child_has_no_sub_accounts() {
        TestAccount child = parent.child("Child");
        child.get("/sub-accounts").statusCode(404);
        child.post("/sub-accounts", body("New", "new.example.com")).statusCode(404);
        child.get("/sub-accounts/" + child.id()).statusCode(404);
    }

    @Test
    void the_list_has_pages_newest_first_in_both_directions() {
        List<String> newestFirst = IntStream.range(0, 5)
                .mapToObj(i -> parent.createChild("Child " + i).toString())
                .toList()
                .reversed();
        ValidatableResponse first = parent.get("/sub-accounts?limit=2")
                .body("object", equalTo("list"))
                .body("data.id", equalTo(newestFirst.subList(0, 2)))
                .body("pagination", not(hasKey("previous_cursor")));
        String next = first.body("pagination.has_more", equalTo(true)).extract().path("pagination.next_cursor");
        parent.createChild("later");
        ValidatableResponse second =
                parent.get("/sub-accounts?limit=2&after=" + next).body("data.id", equalTo(newestFirst.subList(2, 4)));
        String last = second.extract().path("pagination.next_cursor");
        String back = second.extract().path("pagination.previous_cursor");
        parent.get("/sub-accounts?limit=2&after=" + last)
                .body("data.id", equalTo(newestFirst.subList(4, 5)))
                .body("pagination.has_more", equalTo(false))
                .body("pagination", not(hasKey("next_cursor")));
        parent.get("/sub-accounts?limit=2&before=" + back).body("data.id", equalTo(newestFirst.subList(0, 2)));
        parent.get("/sub-accounts?after=" + next + "&before=" + back).statusCode(400);
        parent.get("/sub-accounts?limit=0").statusCode(400);
        parent.get("/sub-accounts?limit=101").statusCode(400);
        parent.get("/sub-accounts?after=x").statusCode(400);
        TestAccount.parent("Other").get("/sub-accounts?after=" + next).statusCode(400);
    }

    @Test
    void equal_requests_at_once_with_one_idempotency_key_make_one_sub_account() {
        String body = body("Child", "child.example.com").encode();
        List<Response> answers = AtOnce.times(64, i -> parent.request()
                .header("Idempotency-Key", "the same")
                .body(body)
                .post(parent.path("/sub-accounts")));
        assertThat(answers)
                .allMatch(answer -> answer.statusCode() == 201
                        || (answer.statusCode() == 409
                                && "false".equals(answer.header("Idempotent-Replayed"))
                                && Integer.parseInt(answer.header("Retry-After")) >= 1));
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201).collect(Collectors.toList()))
                .hasSizeGreaterThanOrEqualTo(1)
                .extracting(Response::asString)
                .containsOnly(parent.request()
                        .header("Idempotency-Key", "the same")
                        .body(body)
                        .post(parent.path("/sub-accounts"))
                        .asString());
        parent.get("/sub-accounts").body("data", hasSize(1));
    }
}

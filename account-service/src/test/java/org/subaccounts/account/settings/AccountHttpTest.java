package org.subaccounts.account.settings;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.Operator;
import org.subaccounts.account.TestAccount;
import org.subaccounts.platform.http.Ids;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class AccountHttpTest {
    private TestAccount parent;

    @BeforeEach
    void open() {
        parent = TestAccount.parent("Acme");
    }

    @Test
    void a_new_account_shows_itself_with_the_defaults() {
        parent.limitedTo("accounts:read")
                .get("")
                .statusCode(200)
                .body("object", equalTo("account"))
                .body("id", equalTo(parent.id().toString()))
                .body("$", hasKey("parent_account_id"))
                .body("parent_account_id", nullValue())
                .body("name", equalTo("Acme"))
                .body("website", containsString("https://w"))
                .body("about", equalTo(""))
                .body("track_opens", equalTo(false))
                .body("track_clicks", equalTo(false))
                .body("reject_bad_recipients", equalTo(true))
                .body("reject_mistyped_recipients", equalTo(false))
                .body("message_metadata_retention", equalTo(30))
                .body("message_data_retention", equalTo(7))
                .body("owner_id", not(nullValue()))
                .body("$", not(hasKey("status")));
    }

    @Test
    void a_child_shows_itself_with_its_parents_owner() {
        TestAccount child = parent.child("Child");
        String owner = parent.get("").extract().path("owner_id");
        child.get("")
                .statusCode(200)
                .body("parent_account_id", equalTo(parent.id().toString()))
                .body("name", equalTo("Child"))
                .body("website", equalTo("https://child.example.com"))
                .body("owner_id", equalTo(owner));
    }

    @Test
    void everything_can_be_changed_at_once_and_is_there_at_the_next_read() {
        JsonObject change = new JsonObject()
                .put("name", "  Acme Ltd ")
                .put("website", "HTTP://www.Acme.example.com/Home/?x=1")
                .put("about", "We send\nreceipts.")
                .put("track_opens", true)
                .put("track_clicks", true)
                .put("reject_bad_recipients", false)
                .put("reject_mistyped_recipients", true)
                .put("message_metadata_retention", 1)
                .put("message_data_retention", 0);
        parent.limitedTo("accounts:write")
                .put("", change)
                .statusCode(200)
                .body("name", equalTo("Acme Ltd"))
                .body("website", equalTo("http://www.acme.example.com/Home/?x=1"));
        parent.get("")
                .body("name", equalTo("Acme Ltd"))
                .body("about", equalTo("We send\nreceipts."))
                .body("track_opens", equalTo(true))
                .body("track_clicks", equalTo(true))
                .body("reject_bad_recipients", equalTo(false))
                .body("reject_mistyped_recipients", equalTo(true))
                .body("message_metadata_retention", equalTo(1))
                .body("message_data_retention", equalTo(0));
    }

    @Test
    void what_is_null_or_left_out_stays_and_the_time_of_the_change_is_shown() {
        Instant created = Instant.parse(parent.get("").extract().path("created_at"));
        Instant updated =
                Instant.parse(parent.put("", new JsonObject().putNull("name").put("track_opens", true))
                        .statusCode(200)
                        .body("name", equalTo("Acme"))
                        .body("track_opens", equalTo(true))
                        .extract()
                        .path("updated_at"));
        assertThat(updated).isAfter(created);
    }

    @Test
    void a_change_that_changes_nothing_is_answered_and_makes_no_event() {
        String before = parent.get("").extract().asString();
        String website = parent.get("").extract().path("website");
        for (JsonObject nothing : new JsonObject[] {
            new JsonObject(),
            new JsonObject().putNull("about"),
            new JsonObject().put("name", " Acme "),
            new JsonObject().put("website", website).put("message_data_retention", 7)
        }) {
            String answer = parent.put("", nothing).statusCode(200).extract().asString();
            assertThat(answer).isEqualTo(before);
        }
        TestAccount child = parent.child("Child");
        before = child.get("").extract().asString();
        assertThat(child.put("", new JsonObject()).statusCode(200).extract().asString())
                .isEqualTo(before);
        Operator.get("/" + parent.id() + "/history").body("data", hasSize(2));
        Operator.get("/" + child.id() + "/history").body("data", hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"\"}",
                "{\"name\":\"  \"}",
                "{\"name\":7}",
                "{\"name\":\"a\\u0000b\"}",
                "{\"website\":\"\"}",
                "{\"website\":\"acme.example.com\"}",
                "{\"website\":\"ftp://acme.example.com\"}",
                "{\"website\":\"https://localhost\"}",
                "{\"website\":\"https://127.0.0.1\"}",
                "{\"website\":\"https://user@acme.example.com\"}",
                "{\"website\":\"https://acme.example.com/a b\"}",
                "{\"website\":\"https://acme.example.com/\\ud83d\"}",
                "{\"about\":\"\\u0000\"}",
                "{\"about\":\"\\udc00\"}",
                "{\"track_opens\":\"true\"}",
                "{\"track_clicks\":1}",
                "{\"message_metadata_retention\":0}",
                "{\"message_metadata_retention\":31}",
                "{\"message_metadata_retention\":\"5\"}",
                "{\"message_metadata_retention\":1.5}",
                "{\"message_metadata_retention\":5.0}",
                "{\"message_data_retention\":-1}",
                "{\"message_data_retention\":31}",
                "{\"message_data_retention\":99999999999}",
                "null",
                "[]",
                "{"
            })
    void what_breaks_a_rule_is_refused_and_changes_nothing(String body) {
        parent.request()
                .body(body)
                .put(parent.path(""))
                .then()
                .statusCode(400)
                .body("message", not(equalTo("")))
                .body("size()", equalTo(1));
        parent.get("").body("name", equalTo("Acme")).body("message_data_retention", equalTo(7));
    }

    @Test
    void texts_have_limits() {
        parent.put("", new JsonObject().put("name", "n".repeat(256))).statusCode(400);
        parent.put("", new JsonObject().put("about", "a".repeat(10_001))).statusCode(400);
        parent.put("", new JsonObject().put("website", "https://acme.example.com/" + "p".repeat(240)))
                .statusCode(400);
        parent.put("", new JsonObject().put("name", "n".repeat(255)).put("about", "a".repeat(10_000)))
                .statusCode(200);
    }

    @Test
    void a_childs_own_change_is_seen_by_its_parent() {
        TestAccount child = parent.child("Child");
        String below = "/sub-accounts/" + child.id();
        child.put("", new JsonObject().put("name", "Renamed").put("website", "https://shop.example.com/start"))
                .statusCode(200)
                .body("website", equalTo("https://shop.example.com/start"));
        parent.get(below).body("name", equalTo("Renamed")).body("website", equalTo("shop.example.com"));
        parent.get("/sub-accounts").body("data[0].website", equalTo("shop.example.com"));
        parent.put(below, new JsonObject().put("name", "Renamed").put("website", "shop.example.com"))
                .statusCode(400);
        parent.put(below, new JsonObject().put("monthly_credit", 5))
                .statusCode(200)
                .body("name", equalTo("Renamed"));
        child.get("").body("website", equalTo("https://shop.example.com/start"));
        parent.put(below, new JsonObject().put("website", "other.example.com")).statusCode(200);
        child.get("").body("website", equalTo("https://other.example.com"));
    }

    @Test
    void without_a_key_or_with_another_accounts_key_nobody_is_there() {
        given().get(parent.path("")).then().statusCode(401);
        given().header("Authorization", "Bearer " + TestAccount.parent("Other").key())
                .get(parent.path(""))
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + parent.key())
                .get("/v2/accounts/nobody")
                .then()
                .statusCode(400);
    }

    @Test
    void each_operation_needs_its_scope() {
        parent.limitedTo("accounts:write domains:read").get("").statusCode(403);
        parent.limitedTo("accounts:read")
                .put("", new JsonObject().put("track_opens", true))
                .statusCode(403);
    }

    @Test
    void an_account_that_never_was_is_not_found() {
        UUID nobody = Ids.next();
        TestAccount ghost = TestAccount.of(nobody, null, "*", true);
        TestAccount child = TestAccount.of(Ids.next(), parent.id(), "*", true);
        for (TestAccount account : new TestAccount[] {ghost, child}) {
            account.get("").statusCode(404).body("message", equalTo("account not found"));
            account.put("", new JsonObject().put("track_opens", true)).statusCode(404);
        }
    }
}

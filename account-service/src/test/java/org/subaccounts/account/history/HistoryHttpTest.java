package org.subaccounts.account.history;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.Operator;
import org.subaccounts.account.TestAccount;
import org.subaccounts.platform.http.Ids;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class HistoryHttpTest {
    private TestAccount parent;
    private TestAccount child;
    private String below;

    @BeforeEach
    void open() {
        parent = TestAccount.parent("Acme");
        child = parent.child("Child");
        below = "/sub-accounts/" + child.id();
    }

    @AfterEach
    void keyServiceIsThere() {
        keyService("/away?false", "");
    }

    @Test
    void a_history_says_who_did_what_when_why_and_from_where() {
        parent.post(below + "/suspend", new JsonObject().put("reason", "spam"));
        parent.get(below + "/history")
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data.type", contains("sub_account.suspended", "sub_account.created"))
                .body("data.account_id", everyItem(equalTo(child.id().toString())))
                .body("data.actor", everyItem(equalTo("key:" + parent.keyId())))
                .body("data.ip", everyItem(equalTo("127.0.0.1")))
                .body("data.request_id", everyItem(not(nullValue())))
                .body("data.occurred_at", everyItem(not(nullValue())))
                .body("data.reason", contains("spam", null))
                .body("data[1].details.name", equalTo("Child"))
                .body("data[1].details.monthly_credit", equalTo(0));
    }

    @Test
    void everything_that_happens_to_a_sub_account_is_in_it() {
        parent.put(below, new JsonObject().put("name", "Renamed"));
        child.put("", new JsonObject().put("track_opens", true));
        child.post("/members", new JsonObject().put("email", "jo@example.com").put("role", "Analyst"));
        String user = child.get("/members").extract().path("data[0].user_id");
        child.delete("/members/" + user);
        parent.post(below + "/suspend", new JsonObject().put("reason", "spam"));
        parent.post(below + "/unsuspend");
        parent.limitedTo("sub-accounts:read")
                .get(below + "/history")
                .body(
                        "data.type",
                        contains(
                                "sub_account.unsuspended",
                                "sub_account.suspended",
                                "member.removed",
                                "member.added",
                                "account.updated",
                                "sub_account.updated",
                                "sub_account.created"))
                .body("data[3].actor", equalTo("key:" + child.keyId()))
                .body("data[3].details.email", equalTo("jo@example.com"))
                .body("data[4].details.track_opens", equalTo(true));
    }

    @Test
    void operators_see_the_history_of_parents_and_of_deleted_children() {
        parent.delete(below).statusCode(200);
        parent.get(below + "/history").statusCode(404);
        Operator.get("/" + child.id() + "/history")
                .statusCode(200)
                .body("data.type", contains("sub_account.deleted", "sub_account.created"));
        Operator.put("/" + parent.id(), new JsonObject().put("requests_per_second", 500));
        Operator.does("suspend", parent.id(), "unpaid");
        Operator.does("reinstate", parent.id(), "paid");
        Operator.does("close", parent.id(), "left");
        Operator.get("/" + parent.id() + "/history?limit=4")
                .body(
                        "data.type",
                        contains("account.closed", "account.reinstated", "account.suspended", "account.terms_changed"))
                .body("data.reason", contains("left", "paid", "unpaid", null))
                .body("data.actor", everyItem(startsWith("operator:")))
                .body("data[3].details.requests_per_second", equalTo(500));
        Operator.get("/" + Ids.next() + "/history").statusCode(404);
        Operator.get("/x/history").statusCode(400);
    }

    @Test
    void events_of_keys_stand_between_the_accounts_own_where_they_happened() {
        String issued = keyEvent("api_key.issued", Ids.next());
        parent.post(below + "/suspend", new JsonObject().put("reason", "spam"));
        String revoked = keyEvent("api_key.revoked", Ids.next());
        parent.get(below + "/history")
                .body(
                        "data.type",
                        contains("api_key.revoked", "sub_account.suspended", "api_key.issued", "sub_account.created"))
                .body("data[0].id", equalTo(revoked))
                .body("data[0].details.label", equalTo("a key"))
                .body("data[2].id", equalTo(issued));
        parent.get("/sub-accounts/" + parent.createChild("Other") + "/history").body("data", hasSize(1));
    }

    @Test
    void only_one_keys_events_are_shown_when_asked_for() {
        UUID key = Ids.next();
        String issued = keyEvent("api_key.issued", key);
        keyEvent("api_key.issued", Ids.next());
        String revoked = keyEvent("api_key.revoked", key);
        parent.get(below + "/history?key_id=" + key).body("data.id", contains(revoked, issued));
        Operator.get("/" + child.id() + "/history?key_id=" + key).body("data.id", contains(revoked, issued));
        parent.get(below + "/history?key_id=" + Ids.next()).body("data", hasSize(0));
        parent.get(below + "/history?key_id=x").statusCode(400);
    }

    @Test
    void pages_go_both_ways_through_the_merged_history() {
        for (int i = 0; i < 3; i++) {
            keyEvent("api_key.issued", Ids.next());
            parent.put(below, new JsonObject().put("name", "Name " + i)).statusCode(200);
        }
        List<String> all = parent.get(below + "/history")
                .body("data", hasSize(7))
                .extract()
                .path("data.id");
        List<String> found = new ArrayList<>();
        String cursor = null;
        String before = null;
        do {
            ValidatableResponse page =
                    parent.get(below + "/history?limit=3" + (cursor == null ? "" : "&after=" + cursor));
            found.addAll(page.statusCode(200).extract().<List<String>>path("data.id"));
            cursor = page.extract().path("pagination.next_cursor");
            before = page.extract().path("pagination.previous_cursor");
        } while (cursor != null);
        assertThat(found).isEqualTo(all);
        parent.get(below + "/history?limit=3&before=" + before).body("data.id", equalTo(all.subList(3, 6)));
        parent.get(below + "/history?limit=3&before=" + before + "&after=" + before)
                .statusCode(400);
        parent.get(below + "/history?limit=101").statusCode(400);
        parent.get(below + "/history?after=x").statusCode(400);
        parent.get("/sub-accounts/" + parent.createChild("Other") + "/history?before=" + before)
                .statusCode(400);
        parent.get(below + "/history?key_id=" + Ids.next() + "&before=" + before)
                .statusCode(400);
        Operator.get("/" + child.id() + "/history?before=" + before).statusCode(400);
    }

    @Test
    void without_key_service_there_is_no_history_rather_than_half_of_one() {
        keyService("/away?true", "");
        parent.get(below + "/history")
                .statusCode(503)
                .body("message", equalTo("the history of API keys cannot be read at the moment, please try again"));
        Operator.get("/" + child.id() + "/history").statusCode(503);
        keyService("/away?false", "");
        parent.get(below + "/history").statusCode(200);
    }

    /** Something that happens to a key of the child now; gives the event's id. */
    private String keyEvent(String type, UUID key) {
        String id = Ids.next().toString();
        JsonObject entry = new JsonObject()
                .put("object", "history_entry")
                .put("id", id)
                .put("account_id", child.id().toString())
                .put("type", type)
                .put("occurred_at", Instant.now().toString())
                .put("actor", "key:" + parent.keyId())
                .put("ip", "127.0.0.1")
                .put("request_id", "r")
                .putNull("reason")
                .put("details", new JsonObject().put("key_id", key.toString()).put("label", "a key"));
        keyService("/entries", entry.encode());
        return id;
    }

    private static void keyService(String path, String body) {
        given().contentType("application/json")
                .body(body)
                .post(ConfigProvider.getConfig().getValue("KEY_SERVICE_URL", String.class) + path)
                .then()
                .statusCode(200);
    }
}

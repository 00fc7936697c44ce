package org.subaccounts.key.apikey.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestKey;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class ListApiKeysHttpTest {
    @ParameterizedTest
    @EnumSource
    void keys_are_listed_newest_first_as_they_are_read_one_by_one(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey first = keys.created("domains:read");
        TestKey second = keys.created(List.of("10.0.0.0/8"), "messages:send:all", "domains:write");
        Response list = keys.request().get(keys.path());
        list.then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data[0].id", equalTo(second.id().toString()))
                .body("data[1].id", equalTo(first.id().toString()))
                .body("data[0].scopes.scope", contains("messages:send:all", "domains:write"))
                .body("data.findAll { it.containsKey('secret_key') }", empty())
                .body("pagination.has_more", is(false));
        keys.get(first.id()).then().statusCode(200).body("secret_key", nullValue());
        assertThat(new JsonObject(keys.get(second.id()).asString()))
                .isEqualTo(new JsonObject(list.asString()).getJsonArray("data").getJsonObject(0));
        assertThat(list.jsonPath().getList("data")).hasSize(kind == KeyRing.Kind.OWN ? 3 : 2);
    }

    @ParameterizedTest
    @EnumSource
    void pages_lead_through_all_keys_and_back_also_while_keys_are_added(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        for (int i = 0; i < 5; i++) {
            keys.created("domains:read");
        }
        List<String> all = keys.request().get(keys.path()).path("data.id");
        List<String> seen = new ArrayList<>();
        Response page = keys.request().queryParam("limit", 2).get(keys.path());
        Response firstPage = page;
        while (true) {
            page.then().statusCode(200);
            seen.addAll(page.path("data.id"));
            if (!page.<Boolean>path("pagination.has_more")) {
                break;
            }
            keys.created("domains:read");
            page = keys.request()
                    .queryParam("limit", 2)
                    .queryParam("after", page.<String>path("pagination.next_cursor"))
                    .get(keys.path());
        }
        assertThat(seen).isEqualTo(all);
        Response second = keys.request()
                .queryParam("limit", 2)
                .queryParam("after", firstPage.<String>path("pagination.next_cursor"))
                .get(keys.path());
        keys.request()
                .queryParam("limit", 2)
                .queryParam("before", second.<String>path("pagination.previous_cursor"))
                .get(keys.path())
                .then()
                .statusCode(200)
                .body("data.id", equalTo(firstPage.path("data.id")));
    }

    @ParameterizedTest
    @EnumSource
    void keys_of_others_and_deleted_ones_are_not_listed(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey kept = keys.created("domains:read");
        TestKey deleted = keys.created("domains:read");
        keys.delete(deleted.id()).then().statusCode(200);
        KeyRing.of(kind).created("domains:read");
        keys.managing().newChild().key("domains:read");
        keys.request()
                .get(keys.path())
                .then()
                .body("data.id", not(contains(deleted.id().toString())))
                .body("data[0].id", equalTo(kept.id().toString()))
                .body("data.account_id", everyItem(equalTo(keys.owner().id().toString())));
    }

    @ParameterizedTest
    @EnumSource
    void a_bad_limit_and_a_cursor_of_another_list_are_refused(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        keys.created("domains:read");
        keys.created("domains:read");
        KeyRing others = KeyRing.of(kind);
        others.created("domains:read");
        others.created("domains:read");
        String foreign =
                others.request().queryParam("limit", 1).get(others.path()).path("pagination.next_cursor");
        String own = keys.request().queryParam("limit", 1).get(keys.path()).path("pagination.next_cursor");
        for (Map<String, String> parameters : List.of(
                Map.of("limit", "0"),
                Map.of("limit", "101"),
                Map.of("limit", "1.5"),
                Map.of("limit", "ten"),
                Map.of("after", "x"),
                Map.of("after", foreign),
                Map.of("before", foreign),
                Map.of("after", own, "before", own))) {
            keys.request().queryParams(parameters).get(keys.path()).then().statusCode(400);
        }
    }
}

package org.subaccounts.key.apikey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.subaccounts.contracts.Scopes;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestAccount;
import org.subaccounts.key.TestKey;
import org.subaccounts.platform.http.Ids;

/** Who may call an operation on keys, the same for all of them, of the account itself and of a sub account. */
@QuarkusTest
@WithTestResource(KeyTestResource.class)
class KeyOperationsAuthorizationTest {
    /** An operation below {@code …/api-keys}; {@code onKey}: it names a key. */
    enum Operation {
        LIST("GET", "read", false, "", null),
        CREATE("POST", "write", false, "", "{\"label\":\"CI\",\"scopes\":[\"domains:read\"]}"),
        GET("GET", "read", true, "", null),
        UPDATE("PUT", "write", true, "", "{\"label\":\"changed\"}"),
        DELETE("DELETE", "delete", true, "", null),
        HISTORY("GET", "read", true, "/history", null);

        final String method;
        final String action;
        final boolean onKey;
        final String below;
        final @Nullable String body;

        Operation(String method, String action, boolean onKey, String below, @Nullable String body) {
            this.method = method;
            this.action = action;
            this.onKey = onKey;
            this.below = below;
            this.body = body;
        }

        Response call(RequestSpecification request, String path, Object key) {
            if (body != null) {
                request.body(body);
            }
            return request.request(method, path + (onKey ? "/" + key : "") + below);
        }

        int success() {
            return this == CREATE ? 201 : 200;
        }
    }

    static Stream<Arguments> operations() {
        return Arrays.stream(KeyRing.Kind.values())
                .flatMap(kind -> Arrays.stream(Operation.values()).map(operation -> Arguments.of(kind, operation)));
    }

    static Stream<Arguments> operationsOnAKey() {
        return operations().filter(arguments -> ((Operation) arguments.get()[1]).onKey);
    }

    private static void refuses(Response answer, int status) {
        answer.then().statusCode(status).contentType("application/json").body("message", matchesPattern(".+"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void the_scope_of_the_operation_is_needed_and_enough(KeyRing.Kind kind, Operation operation) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created("domains:read");
        String needed = kind.scope(operation.action);
        String[] allOthers = Stream.concat(
                        Scopes.FIXED.stream(), Scopes.PER_DOMAIN.stream().map(Scopes::forAllDomains))
                .filter(scope -> !scope.equals(needed))
                .toArray(String[]::new);
        refuses(operation.call(keys.managedWith(allOthers).request(), keys.path(), key.id()), 403);
        operation
                .call(keys.managedWith(needed, "domains:read").request(), keys.path(), key.id())
                .then()
                .statusCode(operation.success());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void without_a_key_of_the_account_in_the_path_nothing_works(KeyRing.Kind kind, Operation operation) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created("domains:read");
        refuses(operation.call(given().contentType("application/json"), keys.path(), key.id()), 401);
        refuses(
                operation.call(
                        given().contentType("application/json").header("Authorization", "Bearer aha-sk-junk"),
                        keys.path(),
                        key.id()),
                401);
        TestKey stranger = TestAccount.parentAccount().key("*");
        refuses(operation.call(stranger.request(), keys.path(), key.id()), 401);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_key_is_refused_from_other_addresses_than_its_own(KeyRing.Kind kind, Operation operation) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created("domains:read");
        TestKey office = keys.managing().key(List.of("203.0.113.0/24"), "*");
        refuses(operation.call(office.requestFrom("198.51.100.7"), keys.path(), key.id()), 403);
        operation
                .call(office.requestFrom("203.0.113.7"), keys.path(), key.id())
                .then()
                .statusCode(operation.success());
    }

    @ParameterizedTest
    @MethodSource("operationsOnAKey")
    void a_key_that_is_not_there_and_one_of_somebody_else_are_the_same_404(KeyRing.Kind kind, Operation operation) {
        KeyRing keys = KeyRing.of(kind);
        TestKey strangers = KeyRing.of(kind).created("domains:read");
        Response missing = operation.call(keys.request(), keys.path(), Ids.next());
        refuses(missing, 404);
        Response foreign = operation.call(keys.request(), keys.path(), strangers.id());
        foreign.then().statusCode(404).body(equalTo(missing.asString()));
        strangers.request().get("/v2/ping").then().statusCode(200);
    }

    @ParameterizedTest
    @MethodSource("operationsOnAKey")
    void the_id_of_a_key_is_a_uuid(KeyRing.Kind kind, Operation operation) {
        KeyRing keys = KeyRing.of(kind);
        refuses(operation.call(keys.request(), keys.path(), "no-id"), 400);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_sub_account_must_be_the_callers_and_not_deleted(KeyRing.Kind kind, Operation operation) {
        if (kind == KeyRing.Kind.OWN) {
            return;
        }
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created("domains:read");
        TestAccount foreign = TestAccount.parentAccount().newChild();
        TestAccount deleted = keys.managing().newChild().is("deleted");
        Response unknown = operation.call(keys.request(), keys.pathFor(Ids.next()), key.id());
        refuses(unknown, 404);
        for (TestAccount account : List.of(foreign, deleted, keys.managing())) {
            operation
                    .call(keys.request(), keys.pathFor(account.id()), key.id())
                    .then()
                    .statusCode(404)
                    .body(equalTo(unknown.asString()));
        }
        refuses(
                operation.call(
                        keys.request(), "/v2/accounts/" + keys.managing().id() + "/sub-accounts/x/api-keys", key.id()),
                400);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void keys_of_sub_accounts_need_the_partner_feature_and_a_parent(KeyRing.Kind kind, Operation operation) {
        if (kind == KeyRing.Kind.OWN) {
            return;
        }
        KeyRing keys = KeyRing.of(kind);
        TestKey child = keys.created("*");
        refuses(
                operation.call(
                        child.request(),
                        "/v2/accounts/" + child.account() + "/sub-accounts/" + child.account() + "/api-keys",
                        child.id()),
                404);
        TestAccount plain = TestAccount.parentAccount()
                .stands(new JsonObject().put("status", "active").put("partner", false));
        refuses(
                operation.call(
                        plain.key("*").request(),
                        "/v2/accounts/" + plain.id() + "/sub-accounts/" + child.account() + "/api-keys",
                        child.id()),
                403);
    }
}

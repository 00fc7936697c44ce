package org.subaccounts.key;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Keys of an account, and who manages them: the account itself, or its parent. What both may do is tested for both.
 *
 * @param owner to whom the keys belong
 * @param manager the key that manages them, of {@code owner} or its parent
 */
public record KeyRing(Kind kind, TestAccount owner, TestAccount managing, TestKey manager) {
    /** Whose keys they are, seen from who manages them. */
    public enum Kind {
        OWN("api-keys"),
        OF_SUB_ACCOUNT("sub-account-api-keys");

        private final String scopes;

        Kind(String scopes) {
            this.scopes = scopes;
        }

        public String scope(String action) {
            return scopes + ":" + action;
        }
    }

    public static KeyRing of(Kind kind) {
        TestAccount parent = TestAccount.parentAccount();
        TestAccount owner = kind == Kind.OWN ? parent : parent.newChild();
        return new KeyRing(kind, owner, parent, parent.key("*"));
    }

    /** The same keys, managed with other scopes. */
    public KeyRing managedWith(String... scopes) {
        return new KeyRing(kind, owner, managing, managing.key(scopes));
    }

    public String path() {
        return pathFor(owner.id());
    }

    public String pathFor(UUID account) {
        return kind == Kind.OWN
                ? "/v2/accounts/" + account + "/api-keys"
                : "/v2/accounts/" + managing.id() + "/sub-accounts/" + account + "/api-keys";
    }

    public String path(Object keyId) {
        return path() + "/" + keyId;
    }

    public RequestSpecification request() {
        return manager.request();
    }

    public static JsonObject body(String label, String... scopes) {
        return new JsonObject().put("label", label).put("scopes", Arrays.asList(scopes));
    }

    public Response create(JsonObject body) {
        return request().body(body.encode()).post(path());
    }

    /** A new key with these scopes. */
    public TestKey created(String... scopes) {
        return created(List.of(), scopes);
    }

    public TestKey created(List<String> ipAllowList, String... scopes) {
        Response answer = create(body("made", scopes).put("ip_allow_list", ipAllowList));
        answer.then().statusCode(201);
        return new TestKey(UUID.fromString(answer.path("id")), answer.path("secret_key"), owner.id());
    }

    public Response get(Object keyId) {
        return request().get(path(keyId));
    }

    public Response update(Object keyId, JsonObject body) {
        return request().body(body.encode()).put(path(keyId));
    }

    public Response delete(Object keyId) {
        return request().delete(path(keyId));
    }
}

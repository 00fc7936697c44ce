package org.subaccounts.key.apikey.revoke;

import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestAccount;
import org.subaccounts.key.TestKey;
import org.subaccounts.platform.testkit.Promptly;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class DeleteApiKeyHttpTest {
    @ParameterizedTest
    @EnumSource
    void a_deleted_key_is_refused_within_a_second_and_gone(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created("domains:read");
        key.request().get("/v2/ping").then().statusCode(200);
        keys.delete(key.id())
                .then()
                .statusCode(200)
                .body(equalTo("{\"message\":\"api key " + key.id() + " (made) deleted successfully\"}"));
        Promptly.holds(
                Duration.ofSeconds(1),
                () -> key.request().get("/v2/ping").then().statusCode(401));
        keys.get(key.id()).then().statusCode(404);
        keys.delete(key.id()).then().statusCode(404);
        keys.update(key.id(), KeyRing.body("x", "domains:read")).then().statusCode(404);
    }

    @Test
    void a_key_may_delete_itself() {
        TestKey key = TestAccount.parentAccount().key("api-keys:delete");
        key.request()
                .delete("/v2/accounts/" + key.account() + "/api-keys/" + key.id())
                .then()
                .statusCode(200);
    }
}

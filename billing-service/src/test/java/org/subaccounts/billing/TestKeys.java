package org.subaccounts.billing;

import static io.restassured.RestAssured.given;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.security.KeyFormat;

/** API keys that are valid while the tests run. */
public final class TestKeys {
    private static final KeyFormat FORMAT = new KeyFormat("aha-sk-", "aha-pk-", 64);

    private TestKeys() {}

    public static String ofParent(UUID account, String scopes) {
        return register(Map.of("account_id", account.toString(), "scope", scopes, "partner", true));
    }

    public static String ofAccountWithoutPartnerFeature(UUID account) {
        return register(Map.of("account_id", account.toString(), "scope", "*", "partner", false));
    }

    public static String ofChild(UUID account, UUID parent) {
        return register(Map.of(
                "account_id",
                account.toString(),
                "parent_account_id",
                parent.toString(),
                "scope",
                "*",
                "partner",
                true));
    }

    private static String register(Map<String, Object> facts) {
        Map<String, Object> verdict = new HashMap<>(facts);
        verdict.put("active", true);
        verdict.put("key_id", Ids.next().toString());
        verdict.put("ip_allow_list", List.of());
        verdict.put("lease_ms", 900);
        String secret = FORMAT.newSecret();
        given().contentType("application/json")
                .body(verdict)
                .post(ConfigProvider.getConfig().getValue("KEY_SERVICE_URL", String.class) + "/keys?" + secret)
                .then()
                .statusCode(200);
        return secret;
    }
}

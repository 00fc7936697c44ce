package org.subaccounts.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Stream;

/** The whole life of a family of accounts, its members and keys, so that each of their events happens at least once. */
final class Lifecycle {
    static final List<String> TYPES = Stream.of(
                    "AccountOpened",
                    "AccountUpdated",
                    "AccountTermsChanged",
                    "AccountSuspended",
                    "AccountReinstated",
                    "AccountClosed",
                    "SubAccountCreated",
                    "SubAccountUpdated",
                    "SubAccountSuspended",
                    "SubAccountUnsuspended",
                    "SubAccountDeleted",
                    "MemberAdded",
                    "MemberRemoved",
                    "ApiKeyIssued",
                    "ApiKeyUpdated",
                    "ApiKeyRevoked",
                    "UsageThresholdReached")
            .map(name -> "org.subaccounts." + name + ".v1")
            .toList();

    private final PlatformEnv environment;
    private final Api api;

    Lifecycle(PlatformEnv environment) {
        this.environment = environment;
        this.api = new Api(environment.get("BASE_URL"));
    }

    void everyEvent() {
        String operator = operatorToken();
        String account = api.call(
                        "POST",
                        "/operator/v1/accounts",
                        operator,
                        "{\"name\":\"Life\",\"website\":\"life.example.com\",\"owner\":{\"email\":\"o@life.example.com\"}}")
                .is(201)
                .text("id");
        String operators = "/operator/v1/accounts/" + account;
        String key = api.call("POST", operators + "/api-keys", operator, "{\"label\":\"first\",\"scopes\":[\"*\"]}")
                .is(201)
                .text("secret_key");
        api.call("PUT", operators, operator, "{\"requests_per_second\":50,\"request_burst\":80}")
                .is(200);
        String own = "/v2/accounts/" + account;
        api.call("PUT", own, key, "{\"about\":\"We sell lives.\"}").is(200);
        String user = api.call(
                        "POST", own + "/members", key, "{\"email\":\"dev@life.example.com\",\"role\":\"Developer\"}")
                .is(201)
                .text("user_id");
        api.call("DELETE", own + "/members/" + user, key, "").is(200);
        String child = api.call(
                        "POST", own + "/sub-accounts", key, "{\"name\":\"Child\",\"website\":\"child.example.com\"}")
                .is(201)
                .text("id");
        String sub = own + "/sub-accounts/" + child;
        api.call("PUT", sub, key, "{\"monthly_credit\":1000}").is(200);
        String keyId = api.call("POST", sub + "/api-keys", key, "{\"label\":\"a\",\"scopes\":[\"domains:read\"]}")
                .is(201)
                .text("id");
        api.call("PUT", sub + "/api-keys/" + keyId, key, "{\"label\":\"b\"}").is(200);
        api.call("DELETE", sub + "/api-keys/" + keyId, key, "").is(200);
        api.call("POST", sub + "/suspend", key, "{\"reason\":\"unpaid\"}").is(200);
        api.call("POST", sub + "/unsuspend", key, "").is(200);
        api.call("POST", operators + "/suspend", operator, "{\"reason\":\"fraud\"}")
                .is(200);
        api.call("POST", operators + "/reinstate", operator, "{\"reason\":\"cleared\"}")
                .is(200);
        api.call("POST", operators + "/close", operator, "{\"reason\":\"left\"}")
                .is(200);
    }

    /** A child sends half of what it may send in a month. */
    void reachALimit() {
        String own = "/v2/accounts/" + environment.get("PARENT_ACCOUNT_ID");
        String parentKey = environment.get("PARENT_SECRET");
        String child = api.call(
                        "POST",
                        own + "/sub-accounts",
                        parentKey,
                        "{\"name\":\"Limited\",\"website\":\"limited.example.com\",\"monthly_credit\":2}")
                .is(201)
                .text("id");
        String key = api.call(
                        "POST",
                        own + "/sub-accounts/" + child + "/api-keys",
                        parentKey,
                        "{\"label\":\"a\",\"scopes\":[\"messages:send:all\",\"domains:write\"]}")
                .is(201)
                .text("secret_key");
        String domain = "d" + child.replace("-", "") + ".example.com";
        String childs = "/v2/accounts/" + child;
        for (JsonNode record : api.call("POST", childs + "/domains", key, "{\"domain\":\"" + domain + "\"}")
                .is(201)
                .body()
                .path("dns_records")) {
            api.send(HttpRequest.newBuilder(URI.create(environment.get("DNS_URL")))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(record.toString()))
                    .build());
        }
        api.call("POST", childs + "/domains/" + domain + "/check-dns", key, "").is(200);
        api.call(
                        "POST",
                        childs + "/messages",
                        key,
                        "{\"from\":{\"email\":\"a@" + domain
                                + "\"},\"recipients\":[{\"email\":\"b@example.net\"}],\"subject\":\"Hello\","
                                + "\"text_content\":\"Hello.\"}")
                .is(202);
    }

    private String operatorToken() {
        String form = "grant_type=client_credentials&client_id=" + environment.get("OPERATOR_CLIENT_ID")
                + "&client_secret=" + environment.get("OPERATOR_CLIENT_SECRET");
        return api.send(HttpRequest.newBuilder(URI.create(environment.get("OPERATOR_TOKEN_URL")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build())
                .text("access_token");
    }
}

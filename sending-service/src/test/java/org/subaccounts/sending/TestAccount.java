package org.subaccounts.sending;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.security.KeyFormat;
import org.subaccounts.platform.testkit.TestDns;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** An account with one API key, and what it does over HTTP. */
public record TestAccount(UUID id, String key) {
    private static final KeyFormat FORMAT = new KeyFormat("aha-sk-", "aha-pk-", 64);

    /** Without scopes it may do everything. */
    public static TestAccount with(String... scopes) {
        return of(Ids.next(), scopes);
    }

    public static TestAccount of(UUID id, String... scopes) {
        String secret = FORMAT.newSecret();
        register(secret, id, scopes.length == 0 ? "*" : String.join(" ", scopes), 0);
        return new TestAccount(id, secret);
    }

    private static void register(String secret, UUID id, String scope, long monthlyCredit) {
        JsonObject verdict = new JsonObject()
                .put("active", true)
                .put("account_id", id.toString())
                .put("key_id", Ids.next().toString())
                .put("scope", scope)
                .put("ip_allow_list", List.of())
                .put("monthly_credit", monthlyCredit);
        given().contentType(ContentType.JSON)
                .body(new JsonObject()
                        .put("token", secret)
                        .put("verdict", verdict)
                        .encode())
                .post(controlUrl() + "/keys")
                .then()
                .statusCode(204);
    }

    /** As when its parent changes the cap: counts once the lease of the last answer is over; 0 removes it. */
    public void monthlyCredit(long credit) {
        register(key, id, "*", credit);
    }

    /** Another key of the same account. */
    public TestAccount limitedTo(String... scopes) {
        return of(id, scopes);
    }

    /** Cuts ({@code close}) or restores ({@code open}) the way to the SMTP relay. */
    public static void relay(String action) {
        given().post(controlUrl() + "/relay/" + action).then().statusCode(204);
    }

    /** Silences ({@code close}) or restores ({@code open}) DNS. */
    public static void dns(String action) {
        given().post(controlUrl() + "/dns/" + action).then().statusCode(204);
    }

    /** Envelope senders that the relay was told. */
    public static List<String> envelopeSenders() {
        return given().post(controlUrl() + "/relay/senders").jsonPath().getList("");
    }

    private static String controlUrl() {
        return ConfigProvider.getConfig().getValue("KEY_SERVICE_URL", String.class);
    }

    public RequestSpecification request() {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }

    public String path(String below) {
        return "/v2/accounts/" + id + below;
    }

    public Response addDomain(String name) {
        return request().body(new JsonObject().put("domain", name).encode()).post(path("/domains"));
    }

    public Response checkDns(String name) {
        return given().header("Authorization", "Bearer " + key).post(path("/domains/" + name + "/check-dns"));
    }

    public Response domain(String name) {
        return request().get(path("/domains/" + name));
    }

    public Response send(JsonObject message) {
        return request().body(message.encode()).post(path("/messages"));
    }

    /** Adds a domain of a new name, publishes its records and verifies it. */
    public String verifiedDomain() {
        String name = newDomainName();
        Response added = addDomain(name);
        added.then().statusCode(201);
        publish(added.jsonPath().getList("dns_records"));
        checkDns(name).then().statusCode(200);
        domain(name).then().body("dns_valid", org.hamcrest.Matchers.is(true));
        return name;
    }

    public static String newDomainName() {
        return "d" + Ids.next().toString().replace("-", "") + ".example.com";
    }

    public static void publish(List<Map<String, Object>> records) {
        TestDns dns = TestInfrastructure.get().dns();
        records.forEach(record -> dns.add(text(record, "type"), text(record, "host"), text(record, "content")));
    }

    private static String text(Map<String, Object> record, String member) {
        return String.valueOf(record.get(member));
    }

    /** A message from the domain to the recipients. */
    public static JsonObject message(String domain, String... recipients) {
        return new JsonObject()
                .put("from", new JsonObject().put("email", "news@" + domain).put("name", "Acme News"))
                .put(
                        "recipients",
                        java.util.Arrays.stream(recipients)
                                .map(recipient -> new JsonObject().put("email", recipient))
                                .toList())
                .put("subject", "Hello")
                .put("text_content", "Hello there");
    }
}

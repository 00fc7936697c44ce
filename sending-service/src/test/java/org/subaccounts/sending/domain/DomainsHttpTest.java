package org.subaccounts.sending.domain;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class DomainsHttpTest {
    @Inject
    Pool pool;

    @Test
    void anAddedDomainShowsWhatToPublish() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain("  " + name.toUpperCase(java.util.Locale.ROOT) + ". ")
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", nullValue())
                .body("object", equalTo("domain"))
                .body("domain", equalTo(name))
                .body("account_id", equalTo(account.id().toString()))
                .body("dns_valid", is(false))
                .body("last_dns_check_at", nullValue())
                .body("tracking_subdomain", nullValue())
                .body("rotation_ready", is(false))
                .body("media_subdomain", nullValue())
                .body("dkim_selector", nullValue())
                .body("dkim_rotation_interval_days", nullValue())
                .body("dsn_recipient", nullValue())
                .body("$", aMapWithSize(17))
                .body("dns_records.type", contains("CNAME", "CNAME", "CNAME", "CNAME", "CNAME", "CNAME", "TXT", "MX"))
                .body("dns_records.required", contains(true, false, true, false, false, false, false, false))
                .body("dns_records.label", everyItem(not("")))
                .body("dns_records.propagated", everyItem(is(false)))
                .body("dns_records[0].host", equalTo("s1._domainkey." + name))
                .body("dns_records[0].content", endsWith(".dkim.mail.example.net"))
                .body("dns_records[1].host", equalTo("s2._domainkey." + name))
                .body("dns_records[2].host", equalTo("bounces." + name));
        account.domain(name).then().statusCode(200).body("domain", equalTo(name));
    }

    @Test
    void aReadShowsExactlyWhatWasAnswered() {
        TestAccount account = TestAccount.with();
        Response added = account.addDomain(TestAccount.newDomainName());
        String read = account.domain(added.path("domain")).asString();
        assertThat(new JsonObject(read)).isEqualTo(new JsonObject(added.asString()));
    }

    @Test
    void chosenSubdomainsAreInTheRecords() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.request()
                .body(new JsonObject()
                        .put("domain", name)
                        .put("return_path_subdomain", "Mail")
                        .put("tracking_subdomain", "t")
                        .put("media_subdomain", " IMG ")
                        .encode())
                .post(account.path("/domains"))
                .then()
                .statusCode(201)
                .body("return_path_subdomain", equalTo("mail"))
                .body("tracking_subdomain", equalTo("t"))
                .body("media_subdomain", equalTo("img"))
                .body("subscription_subdomain", nullValue())
                .body("dns_records.host", hasItems("mail." + name, "t." + name, "img." + name, "preferences." + name));
    }

    @Test
    void internationalNamesAreKeptAsALabels() {
        TestAccount account = TestAccount.with();
        account.addDomain("bücher.example.com")
                .then()
                .statusCode(201)
                .body("domain", equalTo("xn--bcher-kva.example.com"));
        account.domain("bücher.example.com").then().statusCode(200);
    }

    @Test
    void anAccountHasANameOnceButAnotherAccountCanHaveItToo() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain(name).then().statusCode(201);
        account.addDomain(name)
                .then()
                .statusCode(409)
                .header("Idempotent-Replayed", nullValue())
                .header("Retry-After", nullValue())
                .body("message", containsString(name))
                .body("size()", is(1));
        TestAccount.with().addDomain(name).then().statusCode(201);
    }

    @Test
    void ofManyThatAddANameAtOnceOneDoes() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        List<Integer> statuses = AtOnce.times(6, i -> account.addDomain(name).statusCode());
        assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409, 409, 409);
    }

    @Test
    void anIdempotencyKeyYieldsOneDomainAndOneAnswer() {
        TestAccount account = TestAccount.with();
        String key = UUID.randomUUID().toString();
        String body =
                new JsonObject().put("domain", TestAccount.newDomainName()).encode();
        Response first =
                account.request().header("Idempotency-Key", key).body(body).post(account.path("/domains"));
        first.then().statusCode(201).header("Idempotent-Replayed", nullValue());
        Response again =
                account.request().header("Idempotency-Key", key).body(body).post(account.path("/domains"));
        again.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertThat(new JsonObject(again.asString())).isEqualTo(new JsonObject(first.asString()));
        account.request()
                .header("Idempotency-Key", key)
                .body(new JsonObject()
                        .put("domain", TestAccount.newDomainName())
                        .encode())
                .post(account.path("/domains"))
                .then()
                .statusCode(422);
        account.request().get(account.path("/domains")).then().body("data", hasSize(1));
    }

    @Test
    void aStoredDuplicateAnswerIsReplayed() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        account.addDomain(name).then().statusCode(201);
        String key = UUID.randomUUID().toString();
        String body = new JsonObject().put("domain", name).encode();
        for (String replayed : new String[] {null, "true"}) {
            account.request()
                    .header("Idempotency-Key", key)
                    .body(body)
                    .post(account.path("/domains"))
                    .then()
                    .statusCode(409)
                    .header("Idempotent-Replayed", replayed == null ? nullValue() : equalTo(replayed));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"domain\": null}",
                "{\"domain\": \"\"}",
                "{\"domain\": 7}",
                "{\"domain\": \"localhost\"}",
                "{\"domain\": \"a_b.example.com\"}",
                "{\"domain\": \"-a.example.com\"}",
                "{\"domain\": \"a..example.com\"}",
                "{\"domain\": \"http://example.com\"}",
                "{\"domain\": \"10.0.0.1\"}",
                "{\"domain\": \"x.example.com\", \"return_path_subdomain\": \"a.b\"}",
                "{\"domain\": \"x.example.com\", \"tracking_subdomain\": \"\"}",
                "{\"domain\": \"x.example.com\", \"tracking_subdomain\": \"a\", \"subscription_subdomain\": \"A\"}",
                "{\"domain\": \"x.example.com\", \"media_subdomain\": \"-a\"}",
                "{\"domain\": \"x.example.com\", \"media_subdomain\": \"click\"}",
                "{\"domain\": \"x.example.com\", \"dkim_rotation_interval_days\": 45}",
                "{\"domain\": \"x.example.com\", \"dkim_rotation_interval_days\": 0}",
                "{\"domain\": \"x.example.com\", \"dkim_rotation_interval_days\": \"45\"}",
                "{\"domain\": \"x.example.com\", \"dkim_selector\": \"a.b\"}",
                "{\"domain\": \"x.example.com\", \"dkim_selector\": \"-a\"}",
                "{\"domain\": \"x.example.com\", \"dkim_selector\": \"a_b\"}",
                "{\"domain\": \"x.example.com\", \"dkim_selector\": 7}",
                "{\"domain\": \"x.example.com\", \"dkim_private_key\": \"\"}",
                "{\"domain\": \"x.example.com\", \"dkim_private_key\": \"x\"}",
                "[]",
                "null",
                "{",
                ""
            })
    void whatIsNotADomainIsRefused(String body) {
        TestAccount account = TestAccount.partner();
        account.request()
                .body(body)
                .post(account.path("/domains"))
                .then()
                .statusCode(400)
                .body("message", not(""))
                .body("size()", is(1));
    }

    @Test
    void aSelectorOf62CharactersIsTheLongest() {
        TestAccount account = TestAccount.partner();
        String longest = "x".repeat(62);
        add(account, "dkim_selector", " " + longest.toUpperCase(java.util.Locale.ROOT) + " ")
                .then()
                .statusCode(201)
                .body("dkim_selector", equalTo(longest))
                .body("dns_records[0].host", startsWith(longest + "._domainkey."))
                .body("dns_records[1].host", startsWith(longest + "2._domainkey."));
        add(account, "dkim_selector", longest + "x").then().statusCode(400).body("message", containsString("62"));
    }

    @Test
    void keyAndSelectorOfItsOwnNeedThePartnerFeature() {
        TestAccount account = TestAccount.with();
        for (String field : List.of("dkim_selector", "dkim_private_key")) {
            add(account, field, "s9").then().statusCode(403).body("message", containsString(field));
        }
    }

    private static Response add(TestAccount account, String field, Object value) {
        return account.request()
                .body(new JsonObject()
                        .put("domain", TestAccount.newDomainName())
                        .put(field, value)
                        .encode())
                .post(account.path("/domains"));
    }

    @Test
    void anEmptySelectorMeansTheDefault() {
        TestAccount account = TestAccount.with();
        account.request()
                .body(new JsonObject()
                        .put("domain", TestAccount.newDomainName())
                        .put("dkim_selector", " ")
                        .encode())
                .post(account.path("/domains"))
                .then()
                .statusCode(201)
                .body("dkim_selector", nullValue());
    }

    @Test
    void withoutAKeyOfTheAccountNothingIsSaid() {
        TestAccount account = TestAccount.with();
        given().get(account.path("/domains")).then().statusCode(401).body("size()", is(1));
        given().header("Authorization", "Bearer aha-sk-junk")
                .get(account.path("/domains"))
                .then()
                .statusCode(401);
        TestAccount.with().request().get(account.path("/domains")).then().statusCode(401);
    }

    @Test
    void eachOperationNeedsItsScope() {
        TestAccount reader = TestAccount.with("domains:read");
        TestAccount writer = reader.limitedTo("domains:write");
        String name = TestAccount.newDomainName();
        reader.addDomain(name).then().statusCode(403);
        reader.checkDns(name).then().statusCode(403);
        reader.request().delete(reader.path("/domains/" + name)).then().statusCode(403);
        writer.addDomain(name).then().statusCode(201);
        writer.domain(name).then().statusCode(403);
        writer.request().get(writer.path("/domains")).then().statusCode(403);
        writer.request().delete(writer.path("/domains/" + name)).then().statusCode(403);
        reader.domain(name).then().statusCode(200);
        reader.limitedTo("domains:delete:{other.example.com}")
                .request()
                .delete(reader.path("/domains/" + name))
                .then()
                .statusCode(403);
        reader.limitedTo("domains:delete:{" + name + "}")
                .request()
                .delete(reader.path("/domains/" + name))
                .then()
                .statusCode(200);
    }

    @Test
    void anotherAccountsDomainIsNotFound() {
        String name = TestAccount.newDomainName();
        TestAccount.with().addDomain(name).then().statusCode(201);
        TestAccount other = TestAccount.with();
        other.domain(name).then().statusCode(404).body("message", equalTo("domain not found"));
        other.checkDns(name).then().statusCode(404);
        other.request().delete(other.path("/domains/" + name)).then().statusCode(404);
        other.domain("nonsense").then().statusCode(404);
    }

    @Test
    void listsAreNewestFirstAndPaged() {
        TestAccount account = TestAccount.with();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = TestAccount.newDomainName();
            account.addDomain(name).then().statusCode(201);
            names.addFirst(name);
        }
        Response first = account.request().get(account.path("/domains?limit=2"));
        first.then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data.domain", equalTo(names.subList(0, 2)))
                .body("pagination.has_more", is(true));
        Response second =
                account.request().get(account.path("/domains?limit=2&after=" + first.path("pagination.next_cursor")));
        second.then().body("data.domain", equalTo(names.subList(2, 3))).body("pagination.has_more", is(false));
        account.request()
                .get(account.path("/domains?limit=2&before=" + second.path("pagination.previous_cursor")))
                .then()
                .body("data.domain", equalTo(names.subList(0, 2)));
        account.request().get(account.path("/domains?dns_valid=false")).then().body("data", hasSize(3));
        account.request().get(account.path("/domains?dns_valid=true")).then().body("data", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"limit=0", "limit=101", "limit=x", "dns_valid=yes", "after=x", "before=x", "after=a&before=b"})
    void malformedListParametersAreRefused(String query) {
        TestAccount account = TestAccount.with();
        account.request()
                .get(account.path("/domains?" + query))
                .then()
                .statusCode(400)
                .body("size()", is(1));
    }

    @Test
    void aRemovedDomainIsGoneWithItsKeyAndCanBeAddedAgain() throws Exception {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        String id = account.addDomain(name).path("id");
        account.request()
                .delete(account.path("/domains/" + name))
                .then()
                .statusCode(200)
                .body("message", not(""));
        account.domain(name).then().statusCode(404);
        account.request().delete(account.path("/domains/" + name)).then().statusCode(404);
        assertThat(count("select count(*) from dkim_key where domain_id = '" + id + "'"))
                .isZero();
        assertThat(account.addDomain(name).<String>path("id")).isNotEqualTo(id);
    }

    @Test
    void privateKeysAreOnlyWhereTheyBelongAndSealed() throws Exception {
        TestAccount account = TestAccount.with();
        String id = account.addDomain(TestAccount.newDomainName()).path("id");
        // A PKCS #8 key begins with these bytes; sealed it does not.
        assertThat(count("select count(*) from dkim_key where domain_id = '" + id
                        + "' and position('\\x3082'::bytea in substring(sealed_key from 1 for 20)) = 0"))
                .isEqualTo(1);
    }

    @Test
    void whatIsNotThereYetIsAJson404() {
        TestAccount account = TestAccount.with();
        account.request().get(account.path("/routes")).then().statusCode(404).body("size()", is(1));
    }

    private long count(String sql) throws Exception {
        Row row = pool.query(sql)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .iterator()
                .next();
        return row.getLong(0);
    }
}

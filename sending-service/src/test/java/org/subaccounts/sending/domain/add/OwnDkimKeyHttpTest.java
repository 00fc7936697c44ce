package org.subaccounts.sending.domain.add;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class OwnDkimKeyHttpTest {
    @Inject
    Pool pool;

    @Test
    void aDomainWithAKeyOfItsOwnIsVerifiedByItsTextRecordAndNeverReadyToRotate() throws Exception {
        KeyPair pair = pair(2048);
        TestAccount account = TestAccount.partner();
        String name = TestAccount.newDomainName();
        Response added = add(account, name, pair);
        added.then()
                .statusCode(201)
                .body("dkim_selector", equalTo("own"))
                .body("dns_records", hasSize(7))
                .body("dns_records[0].type", equalTo("TXT"))
                .body("dns_records[0].required", is(true))
                .body("dns_records[0].host", equalTo("own._domainkey." + name))
                .body(
                        "dns_records[0].content",
                        equalTo("v=DKIM1; k=rsa; p="
                                + Base64.getEncoder()
                                        .encodeToString(pair.getPublic().getEncoded())));
        TestAccount.publish(added.jsonPath().getList("dns_records"));
        account.checkDns(name).then().body("dns_valid", is(true)).body("rotation_ready", is(false));
    }

    @Test
    void theKeyIsInNoRowOfTheDatabaseButSealed() throws Exception {
        KeyPair pair = pair(1024);
        TestAccount account = TestAccount.partner();
        String key = UUID.randomUUID().toString();
        String base64 = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        String body = new JsonObject()
                .put("domain", TestAccount.newDomainName())
                .put("dkim_private_key", base64)
                .encode();
        for (int i = 0; i < 2; i++) {
            account.request()
                    .header("Idempotency-Key", key)
                    .body(body)
                    .post(account.path("/domains"))
                    .then()
                    .statusCode(201)
                    .body("toString()", not(containsString(base64.substring(100, 200))));
        }
        account.request().get(account.path("/domains")).then().body("data", hasSize(1));
        String part = base64.substring(200, 260);
        for (String table : tables()) {
            assertThat(count("select count(*) from " + table + " t where t::text like '%" + part + "%'"))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void keysThatWillNotDoAreRefusedByName() throws Exception {
        TestAccount account = TestAccount.partner();
        for (String bad : List.of(
                "",
                "nonsense",
                Base64.getEncoder().encodeToString(pair(768).getPrivate().getEncoded()))) {
            account.request()
                    .body(new JsonObject()
                            .put("domain", TestAccount.newDomainName())
                            .put("dkim_private_key", bad)
                            .encode())
                    .post(account.path("/domains"))
                    .then()
                    .statusCode(400)
                    .body("message", containsString("dkim_private_key"));
        }
    }

    @Test
    void itsSelectorCanBeChangedUntilItIsVerified() throws Exception {
        TestAccount account = TestAccount.partner();
        String name = TestAccount.newDomainName();
        add(account, name, pair(1024)).then().statusCode(201);
        account.request()
                .body("{\"dkim_selector\": \"\"}")
                .put(account.path("/domains/" + name))
                .then()
                .statusCode(200)
                .body("dns_records.host", hasItem("s1._domainkey." + name));
        assertThat(count("select count(*) from dkim_key k join domain d on d.id = k.domain_id where d.name = '" + name
                        + "' and k.selector = 's1'"))
                .isEqualTo(1);
    }

    private static Response add(TestAccount account, String name, KeyPair pair) {
        return account.request()
                .body(new JsonObject()
                        .put("domain", name)
                        .put("dkim_selector", "own")
                        .put(
                                "dkim_private_key",
                                "-----BEGIN PRIVATE KEY-----\n"
                                        + Base64.getMimeEncoder()
                                                .encodeToString(
                                                        pair.getPrivate().getEncoded())
                                        + "\n-----END PRIVATE KEY-----")
                        .encode())
                .post(account.path("/domains"));
    }

    private static KeyPair pair(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private List<String> tables() {
        List<String> names = new java.util.ArrayList<>();
        // a table with all its partitions: those of days that are over are being dropped
        for (Row row : pool.query("select relname from pg_class where relnamespace = 'public'::regnamespace"
                        + " and relkind in ('r', 'p') and not relispartition")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join()) {
            names.add(row.getString(0));
        }
        assertThat(names).contains("es_event", "domain", "dkim_key", "message");
        return names;
    }

    private long count(String sql) {
        return pool.query(sql)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next()
                .getLong(0);
    }
}

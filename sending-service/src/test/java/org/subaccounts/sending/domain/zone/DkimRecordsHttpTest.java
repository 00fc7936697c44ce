package org.subaccounts.sending.domain.zone;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestOidc;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class DkimRecordsHttpTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String RECORDS = "/operator/v1/dkim-records";

    private final TestOidc oidc = TestInfrastructure.get().oidc();

    @Inject
    Pool pool;

    @Test
    void theKeyOfANewDomainIsWrittenToTheZoneByItself() {
        Response added = TestAccount.with().addDomain(TestAccount.newDomainName());
        String host = added.path("dns_records[0].content");
        await().atMost(SOON).untilAsserted(() -> assertThat(published(host)).hasSize(1));
        assertThat(published(host).getFirst()).startsWith("v=DKIM1; k=rsa; p=MII");
        await().atMost(SOON).untilAsserted(() -> assertThat(listed(host)).satisfies(record -> {
            assertThat(record.get("type")).isEqualTo("TXT");
            assertThat(record.get("domain_id")).isEqualTo(added.path("id"));
            assertThat(record.get("content")).isEqualTo(published(host).getFirst());
            assertThat(record.get("published")).isEqualTo(true);
            assertThat(record.get("remove_at")).isNull();
        }));
    }

    @Test
    void theKeyOfARemovedDomainStaysForAWeekAndIsTakenOutThen() {
        TestAccount account = TestAccount.with();
        String name = TestAccount.newDomainName();
        Response added = account.addDomain(name);
        String host = added.path("dns_records[0].content");
        await().atMost(SOON).until(() -> !published(host).isEmpty());
        account.request().delete(account.path("/domains/" + name)).then().statusCode(200);
        assertThat(Instant.parse((String) listed(host).get("remove_at")))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(7)).minusSeconds(60),
                        Instant.now().plus(Duration.ofDays(7)));
        assertThat(published(host)).hasSize(1);
        pool.preparedQuery("update dkim_record set remove_at = now() where domain_id = $1")
                .execute(Tuple.of(UUID.fromString(added.path("id"))))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        await().atMost(SOON).until(() -> published(host).isEmpty());
    }

    @Test
    void theListIsPagedAndForOperatorsOnly() {
        for (int i = 0; i < 3; i++) {
            TestAccount.with().addDomain(TestAccount.newDomainName());
        }
        Response first = get(oidc.operatorToken(), "?limit=2");
        first.then().statusCode(200).body("data", hasSize(2));
        Response second = get(oidc.operatorToken(), "?limit=2&after=" + first.path("pagination.next_cursor"));
        Response back = get(oidc.operatorToken(), "?limit=2&before=" + second.path("pagination.previous_cursor"));
        assertThat(back.<List<?>>path("data.id")).isEqualTo(first.path("data.id"));
        get(oidc.operatorToken(), "?limit=0").then().statusCode(400);
        get(oidc.operatorToken(), "?after=x").then().statusCode(400);
        get(oidc.token("viewer"), "").then().statusCode(403);
        given().get(RECORDS).then().statusCode(401);
    }

    private Map<String, Object> listed(String host) {
        return get(oidc.operatorToken(), "").jsonPath().getMap("data.find { it.host == '" + host + "' }");
    }

    private static List<String> published(String host) {
        return given().get(TestInfrastructure.get().dns().url())
                .jsonPath()
                .getList("findAll { it.host == '" + host + "' }.content");
    }

    private static Response get(String token, String query) {
        return given().header("Authorization", "Bearer " + token).get(RECORDS + query);
    }
}

package org.subaccounts.account.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.account.AccountTestResource;
import org.subaccounts.account.Operator;
import org.subaccounts.account.TestAccount;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.testkit.EventReader;
import org.subaccounts.platform.testkit.EventReader.Published;

@QuarkusTest
@QuarkusTestResource(AccountTestResource.class)
class PublishHttpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EventReader published = new EventReader(Topics.ACCOUNT);

    @AfterEach
    void close() {
        published.close();
    }

    @Test
    void what_happens_to_a_family_is_published_in_order_down_to_the_deletion_of_its_children() {
        TestAccount parent = TestAccount.parent("Acme");
        TestAccount child = parent.child("Child");
        JsonObject reason = new JsonObject().put("reason", "spam");
        parent.put("", new JsonObject().put("about", "Receipts"));
        Operator.put("/" + parent.id(), new JsonObject().put("request_burst", 9_000));
        child.put("", new JsonObject().put("name", "Renamed"));
        child.post("/members", new JsonObject().put("email", "jo@example.com").put("role", "Analyst"));
        String user = child.get("/members").extract().path("data[0].user_id");
        child.delete("/members/" + user);
        parent.put("/sub-accounts/" + child.id(), new JsonObject().put("monthly_credit", 5));
        parent.post("/sub-accounts/" + child.id() + "/suspend", reason);
        parent.post("/sub-accounts/" + child.id() + "/unsuspend");
        Operator.does("suspend", parent.id(), "unpaid");
        Operator.does("reinstate", parent.id(), "paid");
        Operator.does("close", parent.id(), "left").statusCode(200);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(types(parent.id()))
                    .containsExactly(
                            "AccountOpened",
                            "MemberAdded",
                            "AccountUpdated",
                            "AccountTermsChanged",
                            "AccountSuspended",
                            "AccountReinstated",
                            "AccountClosed");
            assertThat(types(child.id()))
                    .containsExactly(
                            "SubAccountCreated",
                            "AccountUpdated",
                            "MemberAdded",
                            "MemberRemoved",
                            "SubAccountUpdated",
                            "SubAccountSuspended",
                            "SubAccountUnsuspended",
                            "SubAccountDeleted");
        });
        Published updated = published.about("account_id", child.id().toString()).get(1);
        assertThat(updated.key()).isEqualTo(child.id().toString());
        assertThat(updated.data().getString("name")).isEqualTo("Renamed");
        assertThat(updated.data().getString("website")).isEqualTo("https://child.example.com");
        assertThat(updated.data().getString("parent_account_id"))
                .isEqualTo(parent.id().toString());
    }

    private java.util.List<String> types(UUID account) {
        return published.typesAbout("account_id", account.toString());
    }
}

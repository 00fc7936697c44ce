package org.subaccounts.sending.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.AccountClosed;
import org.subaccounts.contracts.AccountReinstated;
import org.subaccounts.contracts.AccountSuspended;
import org.subaccounts.contracts.AccountUpdated;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountSuspended;
import org.subaccounts.contracts.SubAccountUnsuspended;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.EventSender;
import org.subaccounts.platform.testkit.TestInfrastructure;
import org.subaccounts.platform.testkit.TestMail;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class FollowAccountsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final TestMail mail = TestInfrastructure.get().mail();
    private final EventSender events = new EventSender();

    @Inject
    Pool pool;

    @AfterEach
    void close() {
        events.close();
    }

    @Test
    void mail_of_a_suspended_account_is_held_and_resumes() throws Exception {
        UUID parent = Ids.next();
        TestAccount child = TestAccount.with();
        String domain = child.verifiedDomain();
        publish(new SubAccountCreated(child.id(), parent, "Child", "child.example.com", 0, NOW));
        publish(new SubAccountSuspended(child.id(), parent, "abuse", NOW));
        awaitSuspended(child.id(), true);
        String to = sendHeld(child, domain);
        publish(new SubAccountUnsuspended(child.id(), parent, NOW));
        await().atMost(SOON).untilAsserted(() -> assertThat(mail.receivedBy(to)).hasSize(1));
    }

    @Test
    void mail_of_a_suspended_parents_child_is_held_too() throws Exception {
        UUID parent = Ids.next();
        TestAccount child = TestAccount.with();
        String domain = child.verifiedDomain();
        publish(new AccountSuspended(parent, "unpaid", NOW)); // may come before the child is known
        awaitSuspended(parent, true);
        publish(new SubAccountCreated(child.id(), parent, "Child", "child.example.com", 0, NOW));
        awaitSuspended(child.id(), false);
        String to = sendHeld(child, domain);
        publish(new AccountReinstated(parent, "paid", NOW));
        await().atMost(SOON).untilAsserted(() -> assertThat(mail.receivedBy(to)).hasSize(1));
    }

    @Test
    void mail_of_a_deleted_account_is_dropped_and_its_domains_are_free() throws Exception {
        UUID parent = Ids.next();
        TestAccount child = TestAccount.with();
        String domain = child.verifiedDomain();
        publish(new SubAccountSuspended(child.id(), parent, "abuse", NOW));
        awaitSuspended(child.id(), true);
        String to = sendHeld(child, domain);
        publish(new SubAccountDeleted(child.id(), parent, NOW));
        await().atMost(SOON).untilAsserted(() -> assertThat(state(child.id())).isEqualTo("dropped"));
        await().atMost(SOON).untilAsserted(() -> child.domain(domain).then().statusCode(404));
        assertThat(mail.receivedBy(to)).isEmpty();
        TestAccount next = TestAccount.with();
        next.addDomain(domain).then().statusCode(201).body("dns_valid", is(false));
    }

    @Test
    void mail_of_a_closed_account_is_dropped_and_its_domains_are_free() throws Exception {
        TestAccount parent = TestAccount.with();
        String domain = parent.verifiedDomain();
        publish(new AccountSuspended(parent.id(), "unpaid", NOW));
        awaitSuspended(parent.id(), true);
        String to = sendHeld(parent, domain);
        publish(new AccountClosed(parent.id(), "left", NOW));
        await().atMost(SOON).untilAsserted(() -> assertThat(state(parent.id())).isEqualTo("dropped"));
        await().atMost(SOON).untilAsserted(() -> parent.domain(domain).then().statusCode(404));
        assertThat(mail.receivedBy(to)).isEmpty();
        TestAccount.with().addDomain(domain).then().statusCode(201);
    }

    @Test
    void a_closed_accounts_children_stop_before_their_own_deletion_arrives() throws Exception {
        UUID parent = Ids.next();
        TestAccount child = TestAccount.with();
        String domain = child.verifiedDomain();
        publish(new SubAccountCreated(child.id(), parent, "Child", "child.example.com", 0, NOW));
        awaitSuspended(child.id(), false);
        publish(new AccountSuspended(parent, "unpaid", NOW));
        awaitSuspended(parent, true);
        String held = sendHeld(child, domain);
        publish(new AccountClosed(parent, "left", NOW));
        await().atMost(SOON).untilAsserted(() -> assertThat(state(child.id())).isEqualTo("dropped"));
        String late = newRecipient(); // a key may still be accepted for a moment
        child.send(TestAccount.message(domain, late)).then().statusCode(202);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(unfinished(child.id())).isZero());
        assertThat(mail.receivedBy(held)).isEmpty();
        assertThat(mail.receivedBy(late)).isEmpty();
        publish(new SubAccountDeleted(child.id(), parent, NOW));
        await().atMost(SOON).untilAsserted(() -> child.domain(domain).then().statusCode(404));
    }

    @Test
    void a_domain_that_cannot_be_removed_does_not_hold_up_the_others() throws Exception {
        UUID parent = Ids.next();
        TestAccount child = TestAccount.with();
        String failing = TestAccount.newDomainName();
        List<String> others = List.of(TestAccount.newDomainName(), TestAccount.newDomainName());
        child.addDomain(failing).then().statusCode(201);
        others.forEach(domain -> child.addDomain(domain).then().statusCode(201));
        execute("""
                create function refuse_removal() returns trigger language plpgsql as
                $$ begin raise exception 'not now'; end $$""");
        execute("create trigger refuse_removal before delete on domain for each row when (old.name = '" + failing
                + "') execute function refuse_removal()");
        try {
            publish(new SubAccountDeleted(child.id(), parent, NOW));
            await().atMost(SOON)
                    .untilAsserted(() ->
                            others.forEach(domain -> child.domain(domain).then().statusCode(404)));
            child.domain(failing).then().statusCode(200);
        } finally {
            execute("drop trigger refuse_removal on domain");
            execute("drop function refuse_removal");
        }
        await().atMost(SOON).untilAsserted(() -> child.domain(failing).then().statusCode(404));
    }

    @Test
    void what_a_later_batch_does_not_say_stays_as_it_was() throws Exception {
        UUID parent = Ids.next();
        UUID child = Ids.next();
        publish(new SubAccountSuspended(child, parent, "abuse", NOW));
        awaitSuspended(child, true);
        publish(new SubAccountDeleted(child, parent, NOW));
        await().atMost(SOON).until(() -> row("select deleted from sender_account where account_id = $1", child)
                .getBoolean(0));
        awaitSuspended(child, true);
        publish(new AccountReinstated(child, "by itself", NOW)); // names no parent
        awaitSuspended(child, false);
        Row kept = row("select parent_account_id, deleted from sender_account where account_id = $1", child);
        assertThat(kept.getUUID(0)).isEqualTo(parent);
        assertThat(kept.getBoolean(1)).isTrue();
    }

    @Test
    void what_an_account_has_set_holds_for_its_messages() throws Exception {
        UUID account = Ids.next();
        publish(new AccountUpdated(
                account, null, "Acme", "https://acme.example", "", true, true, true, false, 3, 2, NOW));
        await().atMost(SOON).until(() -> exists(account));
        Row set = settings(account);
        assertThat(set.getBoolean("track_opens")).isTrue();
        assertThat(set.getBoolean("track_clicks")).isTrue();
        assertThat(set.getInteger("keep_content_days")).isEqualTo(2);
        assertThat(set.getInteger("keep_metadata_days")).isEqualTo(3);
        publish(new AccountSuspended(account, "unpaid", NOW)); // says nothing about settings
        awaitSuspended(account, true);
        assertThat(settings(account).getInteger("keep_metadata_days")).isEqualTo(3);
    }

    @Test
    void before_an_account_sets_anything_its_messages_are_as_account_service_begins_with() throws Exception {
        UUID account = Ids.next();
        publish(new AccountSuspended(account, "unpaid", NOW));
        awaitSuspended(account, true);
        Row set = settings(account);
        assertThat(set.getBoolean("track_opens")).isFalse();
        assertThat(set.getBoolean("track_clicks")).isFalse();
        assertThat(set.getInteger("keep_content_days")).isEqualTo(7);
        assertThat(set.getInteger("keep_metadata_days")).isEqualTo(30);
    }

    private Row settings(UUID account) throws Exception {
        return row("select * from sender_account where account_id = $1", account);
    }

    private boolean exists(UUID account) throws Exception {
        return row("select count(*) from sender_account where account_id = $1", account)
                        .getLong(0)
                > 0;
    }

    @Test
    void who_is_reinstated_is_judged_by_what_bounces_from_then_on() throws Exception {
        UUID parent = Ids.next();
        UUID child = Ids.next();
        UUID other = Ids.next();
        publish(new SubAccountSuspended(child, parent, "bounces", NOW));
        awaitSuspended(child, true);
        for (UUID account : List.of(child, other)) {
            execute("insert into reputation_count values ('" + account + "', date_trunc('hour', now()), 0, 200, 100)");
            execute("insert into reputation_alert values ('" + account + "', now(), now(), 200, 100, 10, true)");
        }
        publish(new SubAccountUnsuspended(child, parent, NOW));
        awaitSuspended(child, false);
        String left = "select (select count(*) from reputation_count where account_id = $1)"
                + " + (select count(*) from reputation_alert where account_id = $1)";
        assertThat(row(left, child).getLong(0)).isZero();
        assertThat(row(left, other).getLong(0)).isEqualTo(2);
    }

    @Test
    void a_suspension_of_the_parents_own_forgives_no_bounces() throws Exception {
        UUID parent = Ids.next();
        UUID child = Ids.next();
        publish(new SubAccountSuspended(child, parent, "for a moment", NOW));
        awaitSuspended(child, true);
        execute("insert into reputation_count values ('" + child + "', date_trunc('hour', now()), 0, 99, 60)");
        publish(new SubAccountUnsuspended(child, parent, NOW));
        awaitSuspended(child, false);
        assertThat(row("select bounced from reputation_count where account_id = $1", child)
                        .getLong(0))
                .isEqualTo(60);
    }

    private void execute(String sql) throws Exception {
        var unused = pool.query(sql)
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    private static String newRecipient() {
        return "ann@r" + UUID.randomUUID().toString().replace("-", "") + ".example.org";
    }

    private String sendHeld(TestAccount account, String domain) {
        String to = newRecipient();
        account.send(TestAccount.message(domain, to)).then().statusCode(202);
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).until(() -> mail.receivedBy(to)
                .isEmpty());
        return to;
    }

    private void awaitSuspended(UUID account, boolean suspended) {
        await().atMost(SOON).until(() -> {
            var rows = pool.preparedQuery("select suspended from sender_account where account_id = $1")
                    .execute(Tuple.of(account))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)
                    .iterator();
            return rows.hasNext() && rows.next().getBoolean(0) == suspended;
        });
    }

    private String state(UUID account) throws Exception {
        return String.valueOf(row("select min(status) from message where account_id = $1", account)
                .getString(0));
    }

    private long unfinished(UUID account) throws Exception {
        return row("select count(*) from message_queue where account_id = $1", account)
                .getLong(0);
    }

    private Row row(String sql, UUID account) throws Exception {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(account))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .iterator()
                .next();
    }

    private void publish(ContractEvent event) {
        events.send(Topics.ACCOUNT, event);
    }
}

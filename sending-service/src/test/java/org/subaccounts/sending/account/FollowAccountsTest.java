package org.subaccounts.sending.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.AccountReinstated;
import org.subaccounts.contracts.AccountSuspended;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.ContractEvents;
import org.subaccounts.contracts.SubAccountCreated;
import org.subaccounts.contracts.SubAccountDeleted;
import org.subaccounts.contracts.SubAccountSuspended;
import org.subaccounts.contracts.SubAccountUnsuspended;
import org.subaccounts.contracts.Topics;
import org.subaccounts.platform.http.Ids;
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
    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", ConfigProvider.getConfig().getValue("KAFKA_BOOTSTRAP_SERVERS", String.class)),
            new StringSerializer(),
            new ByteArraySerializer());

    @Inject
    Pool pool;

    @Inject
    ObjectMapper json;

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void mailOfASuspendedAccountIsHeldAndResumes() throws Exception {
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
    void mailOfASuspendedParentsChildIsHeldToo() throws Exception {
        UUID parent = Ids.next();
        TestAccount child = TestAccount.with();
        String domain = child.verifiedDomain();
        publish(new AccountSuspended(parent, "unpaid", NOW)); // may come before the child is known
        awaitSuspended(parent, true);
        publish(new SubAccountCreated(child.id(), parent, "Child", "child.example.com", 0, NOW));
        awaitSuspended(child.id(), false);
        String to = sendHeld(child, domain);
        publish(new AccountReinstated(parent, NOW));
        await().atMost(SOON).untilAsserted(() -> assertThat(mail.receivedBy(to)).hasSize(1));
    }

    @Test
    void mailOfADeletedAccountIsDroppedAndItsDomainsAreFree() throws Exception {
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

    private String sendHeld(TestAccount account, String domain) {
        String to = "ann@r" + UUID.randomUUID().toString().replace("-", "") + ".example.org";
        account.send(TestAccount.message(domain, to)).then().statusCode(202);
        await().atMost(SOON).untilAsserted(() -> assertThat(state(account.id())).isEqualTo("held"));
        assertThat(mail.receivedBy(to)).isEmpty();
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
        Row row = pool.preparedQuery("select min(state) from message where account_id = $1")
                .execute(Tuple.of(account))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .iterator()
                .next();
        return String.valueOf(row.getString(0));
    }

    private void publish(ContractEvent event) throws Exception {
        String prefix = ConfigProvider.getConfig()
                .getOptionalValue("platform.topic-prefix", String.class)
                .orElse("");
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                prefix + Topics.ACCOUNT, event.accountId().toString(), json.writeValueAsBytes(event));
        Map<String, String> headers = Map.of(
                "ce_specversion", "1.0",
                "ce_id", Ids.next().toString(),
                "ce_source", "/account-service",
                "ce_type", ContractEvents.type(event.getClass()),
                "ce_time", event.occurredAt().toString(),
                "ce_subject", event.accountId().toString(),
                "content-type", "application/json");
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record).get(10, TimeUnit.SECONDS);
    }
}

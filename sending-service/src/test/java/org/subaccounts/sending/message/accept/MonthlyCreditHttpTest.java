package org.subaccounts.sending.message.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.testkit.AtOnce;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class MonthlyCreditHttpTest {
    /** Longer than the lease of the test's introspection, shorter than the second within which a change has to count. */
    private static final Duration LEASE = Duration.ofMillis(700);

    @Inject
    Pool pool;

    @Test
    void sixtyFourAtOnceNeverPassTheCap() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        cap(account, 10);
        List<Integer> statuses =
                AtOnce.times(64, i -> account.send(TestAccount.message(domain, "r" + i + "@example.org"))).stream()
                        .map(Response::statusCode)
                        .toList();
        assertThat(statuses).filteredOn(status -> status == 202).hasSize(10);
        assertThat(statuses).filteredOn(status -> status == 403).hasSize(54);
        assertThat(messages(account)).isEqualTo(10);
        assertThat(counted(account)).isEqualTo(10);
    }

    @Test
    void aRequestThatFitsInPartIsSplit() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        cap(account, 3);
        account.send(TestAccount.message(domain, "a@example.org", "nobody", "b@example.org"))
                .then()
                .statusCode(202)
                .body("data.status", equalTo(List.of("queued", "error", "queued")));
        account.send(TestAccount.message(domain, "nobody", "c@example.org", "d@example.org"))
                .then()
                .statusCode(202)
                .body("data.status", equalTo(List.of("error", "queued", "error")))
                .body("data[2].error", containsString("monthly credit"));
        account.send(TestAccount.message(domain, "e@example.org"))
                .then()
                .statusCode(403)
                .body("message", containsString("monthly credit"))
                .body("size()", is(1));
        // nobody of it counts, so nothing is refused
        account.send(TestAccount.message(domain, "nobody")).then().statusCode(202);
        account.send(TestAccount.message(domain, "e@example.org").put("sandbox", true))
                .then()
                .statusCode(202);
        assertThat(counted(account)).isEqualTo(3);
    }

    @Test
    void whatWasAcceptedWithoutACapCountsOnceThereIsOne() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        List<Response> before =
                AtOnce.times(30, i -> account.send(TestAccount.message(domain, "r" + i + "@example.org")));
        assertThat(before).allMatch(answer -> answer.statusCode() == 202);
        cap(account, 32);
        List<Integer> after =
                AtOnce.times(20, i -> account.send(TestAccount.message(domain, "s" + i + "@example.org"))).stream()
                        .map(Response::statusCode)
                        .toList();
        assertThat(after).filteredOn(status -> status == 202).hasSize(2);
        assertThat(counted(account)).isEqualTo(32);
        cap(account, 10);
        account.send(TestAccount.message(domain, "t@example.org")).then().statusCode(403);
        cap(account, 33);
        account.send(TestAccount.message(domain, "t@example.org")).then().statusCode(202);
        account.send(TestAccount.message(domain, "u@example.org")).then().statusCode(403);
        cap(account, 0);
        account.send(TestAccount.message(domain, "u@example.org")).then().statusCode(202);
        assertThat(messages(account)).isEqualTo(34);
        assertThat(counted(account)).isEqualTo(34);
    }

    @Test
    void aCapThatChangesUnderLoadIsNeverPassed() throws Exception {
        TestAccount account = TestAccount.with();
        String domain = account.verifiedDomain();
        cap(account, 40);
        CompletableFuture<List<Response>> sending = CompletableFuture.supplyAsync(
                () -> AtOnce.times(200, i -> account.send(TestAccount.message(domain, "r" + i + "@example.org"))),
                Thread::startVirtualThread);
        await().until(() -> counted(account) > 5);
        account.monthlyCredit(20);
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        account.monthlyCredit(30);
        List<Response> answers = sending.get(60, TimeUnit.SECONDS);
        long accepted =
                answers.stream().filter(answer -> answer.statusCode() == 202).count();
        assertThat(answers).allMatch(answer -> answer.statusCode() == 202 || answer.statusCode() == 403);
        assertThat(accepted).isBetween(6L, 40L).isEqualTo(messages(account)).isEqualTo(counted(account));
    }

    /** Inside a process requests take turns; this is what holds between processes. */
    @Test
    void transactionsOfManyConnectionsNeverPassTheCap() throws Exception {
        UUID account = Ids.next();
        List<CompletableFuture<Long>> transactions =
                IntStream.range(0, 64).mapToObj(i -> grant(account, i % 4 == 3)).toList();
        long granted = 0;
        for (CompletableFuture<Long> transaction : transactions) {
            granted += transaction.get(60, TimeUnit.SECONDS);
        }
        assertThat(granted).isEqualTo(10);
        assertThat(number("select sum(recipients)::bigint from accepted_count where account_id = $1", account))
                .isEqualTo(10);
    }

    /** Three recipients at a cap of 10; what is granted is given back if the transaction is rolled back. */
    private CompletableFuture<Long> grant(UUID account, boolean rollBack) {
        AtomicLong granted = new AtomicLong();
        return PgUnitOfWork.deciding(
                        pool,
                        "select * from accept_within_cap($1, $2, $3)",
                        Tuple.of(account, 3L, 10L),
                        (answer, work) -> {
                            if (rollBack) {
                                throw new IllegalStateException("no");
                            }
                            granted.set(answer.iterator().next().getLong("granted"));
                            work.enlist("select pg_sleep(0.002)", Tuple.tuple());
                        })
                .handle((_, failure) -> failure == null ? granted.get() : 0L);
    }

    @Test
    void anIdempotentRequestCountsOnce() throws Exception {
        TestAccount account = TestAccount.with();
        String body = TestAccount.message(account.verifiedDomain(), "a@example.org", "b@example.org")
                .encode();
        cap(account, 1);
        for (int i = 0; i < 2; i++) {
            account.request()
                    .header("Idempotency-Key", "k")
                    .body(body)
                    .post(account.path("/messages"))
                    .then()
                    .statusCode(202)
                    .body("data.status", equalTo(List.of("queued", "error")));
        }
        assertThat(counted(account)).isEqualTo(1);
    }

    /** Waits until the change counts, as it must within a second. */
    private static void cap(TestAccount account, long credit) {
        account.monthlyCredit(credit);
        await().pollDelay(LEASE).until(() -> true);
    }

    private long messages(TestAccount account) throws Exception {
        return number("select count(*) from message where account_id = $1 and sandbox_result is null", account);
    }

    private long counted(TestAccount account) throws Exception {
        return number("select coalesce(sum(recipients), 0)::bigint from accepted_count where account_id = $1", account);
    }

    private long number(String sql, TestAccount account) throws Exception {
        return number(sql, account.id());
    }

    private long number(String sql, UUID account) throws Exception {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(account))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .iterator()
                .next()
                .getLong(0);
    }
}

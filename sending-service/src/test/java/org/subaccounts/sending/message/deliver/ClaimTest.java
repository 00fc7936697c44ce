package org.subaccounts.sending.message.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.domain.records.PlatformHosts;
import org.subaccounts.sending.message.ContentMemory;

class ClaimTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final long MUCH = 1L << 40;
    private static final int LARGE = 9_000_000;
    private static final UUID START = new UUID(0, 0);
    private static final Pattern BLOCKS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    private final DeliveryDatabase database = new DeliveryDatabase();
    private final MessageQueue queue = new MessageQueue(database.pool(), new PlatformHosts("mail.example.net"));

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void accountsTakeTurnsHoweverMuchOneOfThemHasQueued() {
        UUID crowd = account(1);
        database.queue(crowd, 3_000);
        List<UUID> others = IntStream.range(2, 12).mapToObj(ClaimTest::account).toList();
        others.forEach(other -> database.queue(other, 1));
        MessageQueue.Claim first = claim(MessageQueue.START, 20, MUCH);
        assertThat(first.messages()).hasSize(12);
        assertThat(accounts(first)).containsAll(others);
        MessageQueue.Claim second = claim(first.last(), 20, MUCH);
        assertThat(second.messages()).hasSize(20).allMatch(message -> message.accountId()
                .equals(crowd));
    }

    @Test
    void thePlanThatWasMadeWhileTheQueueWasEmptyIsGoodForManyMessages() {
        database.run(
                "alter table message_queue set (autovacuum_enabled = false)"); // analyzing would have plans made anew
        database.run("vacuum analyze message_queue");
        SqlConnection connection = get(database.pool().getConnection());
        long empty = blocksOfAClaim(connection);
        database.queue(account(1), 60_000);
        database.queue(account(3), 60_000);
        database.queue(account(2), 1);

        assertThat(blocksOfAClaim(connection)).isLessThan(empty + 1_000);

        get(connection.close());
    }

    @Test
    void withMoreAccountsThanRoomEachComesOnceInARound() {
        IntStream.range(0, 50).forEach(i -> database.queue(account(i), 5));
        List<UUID> round = new ArrayList<>();
        MessageQueue.Turn last = MessageQueue.START;
        for (int i = 0; i < 5; i++) {
            MessageQueue.Claim claim = claim(last, 10, MUCH);
            claim.messages().forEach(message -> round.add(message.accountId()));
            last = claim.last();
        }
        assertThat(round).hasSize(50).doesNotHaveDuplicates();
        assertThat(claim(last, 10, MUCH).messages().getFirst().accountId()).isEqualTo(account(0));
    }

    @Test
    void withinAnAccountTheOldestComesFirstAndLargeBytesAreBounded() {
        database.queue(account(1), 30, 1_000_000);
        MessageQueue.Claim claim = claim(MessageQueue.START, 20, 4_500_000);
        assertThat(claim.messages()).hasSize(5);
        assertThat(claim.messages().stream()
                        .map(message -> message.id().value())
                        .toList())
                .isSorted();
        assertThat(claim(claim.last(), 20, 1).messages())
                .as("one that is larger than the budget")
                .hasSize(1);
        assertThat(claim(claim.last(), 20, 0).messages()).isEmpty();
    }

    @Test
    void whatIsLargeWaitsWithoutHoldingUpWhatIsNot() {
        database.queue(account(1), 50, LARGE);
        database.queue(account(2), 3, 1_000);
        assertThat(accounts(claim(MessageQueue.START, 20, 0))).containsExactly(account(2), account(2), account(2));
    }

    @Test
    void accountsTakeTurnsForTheBytesOfLargeMail() {
        IntStream.of(1, 2, 3).forEach(i -> database.queue(account(i), 5, LARGE));
        database.queue(account(4), 20, 1_000);
        List<UUID> large = new ArrayList<>();
        MessageQueue.Turn last = MessageQueue.START;
        for (int i = 0; i < 9; i++) {
            MessageQueue.Claim claim = claim(last, 4, 8_000_000);
            accounts(claim).stream()
                    .filter(account -> !account.equals(account(4)))
                    .forEach(large::add);
            assertThat(accounts(claim)).contains(account(4));
            last = claim.last();
        }
        assertThat(large)
                .containsExactly(
                        account(1),
                        account(2),
                        account(3),
                        account(1),
                        account(2),
                        account(3),
                        account(1),
                        account(2),
                        account(3));
    }

    @Test
    void whatIsGivenBackIsDueAfterThePauseAndWasNoAttempt() {
        database.queue(account(1), 1);
        ClaimedMessage message = claim(MessageQueue.START, 20, MUCH).messages().getFirst();
        get(queue.giveBack(message.lease(), List.of(message), Duration.ofMillis(300)));
        assertThat(claim(MessageQueue.START, 20, MUCH).messages()).isEmpty();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            get(queue.promote());
            return database.count("select count(*) from message_queue where ready") == 1;
        });
        assertThat(claim(MessageQueue.START, 20, MUCH).messages().getFirst().attempt())
                .isEqualTo(1);
    }

    @Test
    void mailOfStoppedAccountsStaysAndHidesNobody() {
        UUID suspendedParent = account(900);
        database.run("insert into sender_account (account_id, suspended) values ($1, true)", suspendedParent);
        for (int i = 1; i <= 450; i++) {
            database.queue(account(i), 1);
            database.run(
                    "insert into sender_account (account_id, parent_account_id, suspended, deleted) values ($1, $2, $3, $4)",
                    account(i),
                    i % 3 == 0 ? suspendedParent : null,
                    i % 3 == 1,
                    i % 3 == 2);
        }
        database.queue(account(800), 1);
        MessageQueue.Turn last = MessageQueue.START;
        for (int i = 0; i < 2; i++) {
            MessageQueue.Claim claim = claim(last, 20, MUCH);
            assertThat(claim.messages()).isEmpty();
            assertThat(claim.more()).isTrue();
            last = claim.last();
        }
        MessageQueue.Claim third = claim(last, 20, MUCH);
        assertThat(accounts(third)).containsExactly(account(800));
        MessageQueue.Claim next = third;
        for (int i = 0; i < 3 && (i == 0 || next.more()); i++) {
            next = claim(next.last(), 20, MUCH);
        }
        assertThat(next.more())
                .as("a round ends, also one in which nobody may send")
                .isFalse();
    }

    @Test
    void severalWorkersGetDifferentMessages() {
        database.queue(account(1), 200);
        database.queue(account(2), 200);
        List<Future<MessageQueue.Claim>> claims = IntStream.range(0, 20)
                .mapToObj(_ -> queue.claim(MessageQueue.START, 20, MUCH, LEASE))
                .toList();
        Set<UUID> ids = new HashSet<>();
        int claimed = 0;
        for (Future<MessageQueue.Claim> claim : claims) {
            for (ClaimedMessage message : get(claim).messages()) {
                ids.add(message.id().value());
                claimed++;
            }
        }
        assertThat(claimed).isPositive().isEqualTo(ids.size());
    }

    @Test
    void whatAClaimReadsDoesNotGrowWithTheQueue() {
        database.queue(account(1), 2_000);
        database.queue(account(2), 1);
        database.run("analyze");
        long few = blocksOfASecondClaim();
        database.queue(account(1), 120_000);
        database.run("analyze");
        long many = blocksOfASecondClaim();
        assertThat(few).isBetween(50L, 1_500L);
        assertThat(many).isLessThan(few * 2);
    }

    @Test
    void whatBecomesDueIsMadeReadyInBatches() {
        database.queue(account(1), 2_500);
        database.run(
                "update message_queue set ready = false, lease = gen_random_uuid(), due_at = now() - interval '1 second'");
        assertThat(get(queue.promote())).isTrue();
        assertThat(database.count("select count(*) from message_queue where ready and lease is null"))
                .isEqualTo(1_000);
        assertThat(get(queue.promote())).isTrue();
        assertThat(get(queue.promote())).isFalse();
        assertThat(database.count("select count(*) from message_queue where ready"))
                .isEqualTo(2_500);
    }

    /** Without those that making the plan reads. */
    private long blocksOfASecondClaim() {
        SqlConnection connection = get(database.pool().getConnection());
        blocksOfAClaim(connection);
        long blocks = blocksOfAClaim(connection);
        get(connection.close());
        return blocks;
    }

    /** As EXPLAIN counts them. */
    @CanIgnoreReturnValue
    private static long blocksOfAClaim(SqlConnection client) {
        StringBuilder plan = new StringBuilder();
        get(client.preparedQuery("explain (analyze, buffers) " + MessageQueue.CLAIM)
                        .execute(Tuple.from(new Object[] {
                            START, START, 200, 20, MUCH, ContentMemory.FREE_BYTES, UUID.randomUUID(), 60_000L
                        })))
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        Matcher blocks = BLOCKS.matcher(plan);
        assertThat(blocks.find()).isTrue();
        return Long.parseLong(blocks.group(1)) + (blocks.group(2) == null ? 0 : Long.parseLong(blocks.group(2)));
    }

    private MessageQueue.Claim claim(MessageQueue.Turn after, int limit, long bytes) {
        return get(queue.claim(after, limit, bytes, LEASE));
    }

    private static List<UUID> accounts(MessageQueue.Claim claim) {
        return claim.messages().stream().map(ClaimedMessage::accountId).toList();
    }

    private static UUID account(int number) {
        return new UUID(0, number + 1L);
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

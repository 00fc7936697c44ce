package org.subaccounts.sending.suppression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.message.EmailAddress;

/** What the platform itself asks and adds. */
@QuarkusTest
@WithTestResource(SendingTestResource.class)
class SuppressionsTest {
    private static final String SENDER = "a.example.com";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Instant tomorrow = now.plus(1, ChronoUnit.DAYS);
    private final Instant in30Days = now.plus(30, ChronoUnit.DAYS);

    @Inject
    Pool pool;

    @Inject
    Suppressions suppressions;

    private Set<String> suppressed(SuppressionCalls calls, String domain, String... emails) {
        return suppressions
                .suppressed(calls.account().id(), domain, List.of(emails))
                .await()
                .atMost(Duration.ofSeconds(5));
    }

    private void add(SuppressionCalls calls, String email, @Nullable String domain, Origin origin, Instant expiresAt)
            throws Exception {
        addLater(calls, email, domain, origin, expiresAt).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> addLater(
            SuppressionCalls calls, String email, @Nullable String domain, Origin origin, Instant expiresAt) {
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        suppressions.enlistAdd(
                work,
                calls.account().id(),
                EmailAddress.parse(email).orElseThrow(),
                domain,
                origin.stored(),
                origin,
                expiresAt);
        return work.commit();
    }

    private Row row(SuppressionCalls calls) throws Exception {
        RowSet<Row> rows = await(pool.preparedQuery("select * from suppression where account_id = $1")
                .execute(Tuple.of(calls.account().id())));
        assertThat(rows).hasSize(1);
        return rows.iterator().next();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatIsSuppressedForTheDomainOrForAllIsFound() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add("all@example.org").then().statusCode(201);
        calls.add("Own@example.org", SENDER).then().statusCode(201);
        calls.add("both@example.org").then().statusCode(201);
        calls.add("both@example.org", SENDER).then().statusCode(201);
        calls.add("other@example.org", "b.example.com").then().statusCode(201);
        calls.stored(pool, "old@example.org", SENDER, now.minusMillis(1));
        String[] asked = {
            "all@example.org",
            "own@example.org",
            "both@example.org",
            "other@example.org",
            "old@example.org",
            "new@example.org"
        };
        assertThat(suppressed(calls, SENDER, asked))
                .containsExactlyInAnyOrder("all@example.org", "own@example.org", "both@example.org");
        assertThat(suppressed(calls, "c.example.com", asked))
                .containsExactlyInAnyOrder("all@example.org", "both@example.org");
        assertThat(suppressed(SuppressionCalls.ofNewAccount(), SENDER, asked)).isEmpty();
        assertThat(suppressed(calls, SENDER)).isEmpty();
    }

    @Test
    void aLookUpIsBounded() {
        List<String> tooMany = Collections.nCopies(Suppressions.MAX_ADDRESSES + 1, "ann@example.org");
        assertThatThrownBy(() -> suppressions.suppressed(Ids.next(), SENDER, tooMany))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAutomaticOneIsShownLikeAnyOther() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        add(calls, "Ann@example.org", SENDER, Origin.HARD_BOUNCE, in30Days);
        assertThat(suppressed(calls, SENDER, "ann@example.org")).hasSize(1);
        assertThat(suppressed(calls, "b.example.com", "ann@example.org")).isEmpty();
        assertThat(calls.emails()).containsExactly("ann@example.org");
        calls.add("ann@example.org", SENDER).then().statusCode(409);
        calls.remove("email", "ann@example.org").then().statusCode(200);
        assertThat(suppressed(calls, SENDER, "ann@example.org")).isEmpty();
    }

    @Test
    void anAutomaticOneOnlyEverMovesTheEndFurtherAway() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        add(calls, "ann@example.org", null, Origin.HARD_BOUNCE, tomorrow);
        UUID id = row(calls).getUUID("id");
        add(calls, "ann@example.org", null, Origin.FINAL_FAILURE, now.plusSeconds(60));
        assertThat(row(calls).getOffsetDateTime("expires_at").toInstant()).isEqualTo(tomorrow);
        add(calls, "ann@example.org", null, Origin.COMPLAINT, in30Days);
        Row extended = row(calls);
        assertThat(extended.getOffsetDateTime("expires_at").toInstant()).isEqualTo(in30Days);
        assertThat(extended.getUUID("id")).isEqualTo(id);
        assertThat(extended.getString("origin")).isEqualTo("hard_bounce");
    }

    @Test
    void oneMadeThroughTheApiIsNeitherShortenedNorReplaced() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        calls.add(SuppressionCalls.body("ann@example.org")
                        .put("reason", "asked for it")
                        .put("expires_at", tomorrow.toString()))
                .then()
                .statusCode(201);
        Row made = row(calls);
        add(calls, "ann@example.org", null, Origin.HARD_BOUNCE, now.plusSeconds(60));
        assertThat(row(calls).toJson()).isEqualTo(made.toJson());
        add(calls, "ann@example.org", null, Origin.HARD_BOUNCE, in30Days);
        Row extended = row(calls);
        assertThat(extended.getUUID("id")).isEqualTo(made.getUUID("id"));
        assertThat(extended.getString("reason")).isEqualTo("asked for it");
        assertThat(extended.getString("origin")).isEqualTo("api");
        assertThat(extended.getOffsetDateTime("created_at")).isEqualTo(made.getOffsetDateTime("created_at"));
        assertThat(extended.getOffsetDateTime("expires_at").toInstant()).isEqualTo(in30Days);
    }

    @Test
    void anExpiredOneIsReplacedWhole() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        UUID expired = calls.stored(pool, "ann@example.org", "", now.minusSeconds(1));
        add(calls, "ann@example.org", null, Origin.FINAL_FAILURE, tomorrow);
        Row replaced = row(calls);
        assertThat(replaced.getUUID("id")).isNotEqualTo(expired);
        assertThat(replaced.getString("origin")).isEqualTo("final_failure");
        assertThat(replaced.getString("reason")).isEqualTo("final_failure");
        assertThat(Suppression.of(replaced).createdAt()).isEqualTo(Suppression.createdAt(replaced.getUUID("id")));
    }

    @Test
    void manyAtOnceLeaveTheLatestEnd() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int day = 1; day <= 32; day++) {
            running.add(addLater(
                    calls,
                    "ann@example.org",
                    null,
                    Origin.HARD_BOUNCE,
                    now.plus(day * 7 % 33, ChronoUnit.DAYS).plusSeconds(60)));
        }
        for (CompletableFuture<Void> one : running) {
            one.get(30, TimeUnit.SECONDS);
        }
        assertThat(row(calls).getOffsetDateTime("expires_at").toInstant())
                .isEqualTo(now.plus(32, ChronoUnit.DAYS).plusSeconds(60));
    }

    @Test
    void aTransactionThatFailsSuppressesNothing() {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        suppressions.enlistAdd(
                work,
                calls.account().id(),
                EmailAddress.parse("ann@example.org").orElseThrow(),
                null,
                "x".repeat(300),
                Origin.HARD_BOUNCE,
                tomorrow);
        work.enlist("select 1 / 0", Tuple.tuple());
        assertThat(work.commit()).failsWithin(Duration.ofSeconds(5));
        assertThat(calls.emails()).isEmpty();
    }

    @Test
    void aLongReasonIsCutBetweenCharacters() throws Exception {
        SuppressionCalls calls = SuppressionCalls.ofNewAccount();
        PgUnitOfWork work = PgUnitOfWork.standalone(pool);
        suppressions.enlistAdd(
                work,
                calls.account().id(),
                EmailAddress.parse("ann@example.org").orElseThrow(),
                null,
                "\uD83D\uDE00".repeat(256),
                Origin.HARD_BOUNCE,
                tomorrow);
        work.commit().get(5, TimeUnit.SECONDS);
        assertThat(row(calls).getString("reason")).isEqualTo("\uD83D\uDE00".repeat(255));
    }

    @Test
    void aLookUpOf100AddressesUsesTheIndexHoweverManyThereAre() throws Exception {
        UUID account = TestAccount.with().id();
        String[] emails = IntStream.range(0, 100)
                .mapToObj(i -> "a" + i * 500 + "@example.org")
                .toArray(String[]::new);
        String plans =
                await(pool.withConnection(connection -> connection.begin().compose(transaction -> connection
                        .preparedQuery("""
                                insert into suppression
                                select uuidv7(), case n % 2 when 0 then $1 else uuidv7() end, 'a' || n || '@example.org',
                                       case n % 3 when 0 then '' else $2 end, '', 'api', now(), now() + interval '1 day'
                                  from generate_series(1, 50000) n""")
                        .execute(Tuple.of(account, SENDER))
                        .compose(made -> connection.query("analyze suppression").execute())
                        .compose(analyzed -> connection
                                .preparedQuery("explain " + Suppressions.SUPPRESSED)
                                .execute(Tuple.tuple()
                                        .addArrayOfLong(of100(1L, Long[]::new))
                                        .addArrayOfUUID(of100(account, UUID[]::new))
                                        .addArrayOfString(of100(SENDER, String[]::new))
                                        .addArrayOfString(emails)))
                        .map(SuppressionsTest::text)
                        .compose(custom -> connection
                                .query("explain (generic_plan) " + Suppressions.SUPPRESSED)
                                .execute()
                                .map(generic -> custom + "\n" + text(generic)))
                        .eventually(() -> transaction.rollback()))));
        assertThat(plans.split("suppression_once", -1)).as(plans).hasSize(3);
        assertThat(plans).doesNotContain("Seq Scan");
    }

    private static <T> T[] of100(T value, IntFunction<T[]> array) {
        return Collections.nCopies(100, value).toArray(array);
    }

    private static String text(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }
}

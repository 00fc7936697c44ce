package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.subaccounts.platform.eventstore.TestStore.failureOf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.axonframework.messaging.core.unitofwork.UnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.processing.streaming.segmenting.Segment;
import org.axonframework.messaging.eventhandling.processing.streaming.token.ReplayToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.TokenStore;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToClaimTokenException;
import org.axonframework.messaging.eventhandling.processing.streaming.token.store.UnableToInitializeTokenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTokenStoreTest {
    private static final String PROCESSOR = "views";
    private static final TailPosition START = new TailPosition(7, 3);
    private static final TailPosition LATER = new TailPosition(9, 11);

    private TestStore store;
    private TokenStore mine;
    private TokenStore others;

    @BeforeEach
    void start() {
        store = TestStore.create();
        mine = tokens("mine", Duration.ofSeconds(30));
        others = tokens("others", Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private TokenStore tokens(String owner, Duration claimTimeout) {
        return new PostgresTokenStore(store.pool, store.json, owner, claimTimeout);
    }

    private List<Segment> initialized(int count) {
        return TestStore.await(mine.initializeTokenSegments(PROCESSOR, count, START, null));
    }

    private static void assertUnclaimable(CompletableFuture<?> result) {
        assertThat(failureOf(result))
                .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(UnableToClaimTokenException.class));
    }

    @Test
    void segments_are_initialized_once_with_the_initial_token() {
        List<Segment> segments = initialized(4);

        assertThat(segments).hasSize(4);
        assertThat(TestStore.await(others.fetchSegments(PROCESSOR, null))).containsExactlyElementsOf(segments);
        assertThat(TestStore.await(others.fetchSegment(PROCESSOR, 2, null))).isEqualTo(segments.get(2));
        assertThat(TestStore.await(mine.fetchToken(PROCESSOR, 3, null))).isEqualTo(START);
        assertUnclaimable(others.initializeTokenSegments(PROCESSOR, 2, null, null));
        assertThat(failureOf(others.initializeSegment(null, PROCESSOR, segments.getFirst(), null)))
                .hasValueSatisfying(
                        failure -> assertThat(failure).isInstanceOf(UnableToInitializeTokenException.class));
        assertThat(TestStore.await(others.fetchSegments("unknown", null))).isEmpty();
        assertUnclaimable(mine.fetchToken("unknown", 0, null));
    }

    @Test
    void of_many_who_claim_a_segment_at_once_one_gets_it() {
        initialized(1);

        List<CompletableFuture<TrackingToken>> claims = IntStream.range(0, 20)
                .mapToObj(i -> tokens("owner-" + i, Duration.ofSeconds(30)).fetchToken(PROCESSOR, 0, null))
                .toList();

        assertThat(claims.stream().map(TestStore::failureOf).filter(Optional::isEmpty))
                .hasSize(1);
    }

    @Test
    void a_claimed_segment_belongs_to_its_owner_until_released() {
        initialized(2);
        TestStore.await(mine.fetchToken(PROCESSOR, 0, null));

        assertUnclaimable(others.fetchToken(PROCESSOR, 0, null));
        assertUnclaimable(others.extendClaim(PROCESSOR, 0, null));
        assertUnclaimable(others.storeToken(LATER, PROCESSOR, 0, null));
        assertUnclaimable(others.deleteToken(PROCESSOR, 0, null));
        TestStore.await(others.releaseClaim(PROCESSOR, 0, null));
        assertUnclaimable(others.fetchToken(PROCESSOR, 0, null));
        assertThat(TestStore.await(others.fetchAvailableSegments(PROCESSOR, null)))
                .extracting(Segment::getSegmentId)
                .containsExactly(1);

        TestStore.await(mine.extendClaim(PROCESSOR, 0, null));
        TestStore.await(mine.storeToken(LATER, PROCESSOR, 0, null));
        TestStore.await(mine.releaseClaim(PROCESSOR, 0, null));

        assertThat(TestStore.await(others.fetchToken(PROCESSOR, 0, null))).isEqualTo(LATER);
        assertUnclaimable(mine.storeToken(START, PROCESSOR, 0, null));
    }

    @Test
    void a_claim_without_a_sign_of_life_can_be_taken_over() {
        TokenStore impatient = tokens("impatient", Duration.ofMillis(300));
        initialized(1);
        TestStore.await(mine.fetchToken(PROCESSOR, 0, null));
        assertUnclaimable(impatient.fetchToken(PROCESSOR, 0, null));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> failureOf(impatient.fetchToken(PROCESSOR, 0, null)).isEmpty());

        assertUnclaimable(mine.storeToken(LATER, PROCESSOR, 0, null));
        assertUnclaimable(mine.extendClaim(PROCESSOR, 0, null));
    }

    @Test
    void a_segment_that_was_split_or_deleted_meanwhile_is_not_claimed() {
        Segment whole = initialized(1).getFirst();
        Segment[] halves = whole.split();
        TestStore.await(mine.fetchToken(PROCESSOR, whole, null));
        TestStore.await(mine.deleteToken(PROCESSOR, 0, null));
        assertUnclaimable(mine.fetchToken(PROCESSOR, whole, null));
        for (Segment half : halves) {
            TestStore.await(mine.initializeSegment(LATER, PROCESSOR, half, null));
        }

        assertUnclaimable(mine.fetchToken(PROCESSOR, whole, null));
        assertThat(TestStore.await(mine.fetchToken(PROCESSOR, halves[0], null))).isEqualTo(LATER);
    }

    @Test
    void tokens_come_back_as_they_were_stored() {
        initialized(1);
        assertThat(TestStore.await(mine.fetchToken(PROCESSOR, 0, null))).isEqualTo(START);
        TrackingToken replay = ReplayToken.createReplayToken(LATER, START);
        TestStore.await(mine.storeToken(replay, PROCESSOR, 0, null));
        assertThat(TestStore.await(mine.fetchToken(PROCESSOR, 0, null))).isEqualTo(replay);
        TestStore.await(mine.storeToken(null, PROCESSOR, 0, null));
        assertThat(Optional.ofNullable(TestStore.await(mine.fetchToken(PROCESSOR, 0, null))))
                .isEmpty();
    }

    @Test
    void the_store_has_one_identity() {
        String identity = TestStore.await(mine.retrieveStorageIdentifier(null));

        assertThat(identity).isNotBlank().isEqualTo(TestStore.await(others.retrieveStorageIdentifier(null)));
        try (TestStore elsewhere = TestStore.create()) {
            assertThat(TestStore.await(
                            new PostgresTokenStore(elsewhere.pool, elsewhere.json, "mine", Duration.ofSeconds(1))
                                    .retrieveStorageIdentifier(null)))
                    .isNotEqualTo(identity);
        }
    }

    @Test
    void in_a_unit_of_work_the_token_and_the_effects_are_stored_together_or_not_at_all() {
        store.query("create table effect (id int primary key)");
        initialized(1);
        TestStore.await(mine.fetchToken(PROCESSOR, 0, null));

        assertThat(failureOf(storeWithEffect(mine, 1))).isEmpty();
        assertThat(store.count("select count(*) from effect")).isEqualTo(1);
        assertThat(TestStore.await(mine.fetchToken(PROCESSOR, 0, null))).isEqualTo(LATER);

        TestStore.await(mine.releaseClaim(PROCESSOR, 0, null));
        TestStore.await(others.fetchToken(PROCESSOR, 0, null));
        assertUnclaimable(storeWithEffect(mine, 2));
        assertThat(store.count("select count(*) from effect")).isEqualTo(1);
    }

    private CompletableFuture<Void> storeWithEffect(TokenStore tokens, int effect) {
        return store.axon().getComponent(UnitOfWorkFactory.class).create().executeWithResult(context -> {
            PgUnitOfWork.of(context, store.pool)
                    .enlist("insert into effect values ($1)", io.vertx.sqlclient.Tuple.of(effect));
            return tokens.storeToken(LATER, PROCESSOR, 0, context);
        });
    }
}

package org.subaccounts.sending.domain.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.message.StoredMessage;

class DkimKeyPairsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final DkimKeyPairs pairs = new DkimKeyPairs(vertx);

    @AfterEach
    void stop() {
        StoredMessage.done(vertx.close());
    }

    @Test
    void few_keys_of_an_account_are_made_at_a_time_and_others_are_not_held_up_by_it() {
        UUID account = UUID.randomUUID();
        List<CompletableFuture<DkimKeyPair>> making = new ArrayList<>();
        for (int i = 0; i < DkimKeyPairs.MAX_WAITING_OF_ACCOUNT; i++) {
            making.add(pairs.generate(account).subscribeAsCompletionStage());
        }
        assertThatThrownBy(() -> pairs.generate(account).await().atMost(PATIENCE))
                .isInstanceOf(DkimKeyPairs.Busy.class);
        making.add(pairs.generate(UUID.randomUUID()).subscribeAsCompletionStage());

        assertThat(making).allSatisfy(one -> assertThat(one).succeedsWithin(PATIENCE));
        assertThat(pairs.generate(account).await().atMost(PATIENCE).publicKey()).isNotEmpty();
    }

    @Test
    void a_text_that_is_no_key_leaves_its_place() {
        UUID account = UUID.randomUUID();
        for (int i = 0; i < 2 * DkimKeyPairs.MAX_WAITING_OF_ACCOUNT; i++) {
            assertThatThrownBy(() -> pairs.read(account, "dkim_private_key", "none")
                            .await()
                            .atMost(PATIENCE))
                    .hasMessageContaining("dkim_private_key");
        }
    }
}

package org.subaccounts.sending.domain.rotatedkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.eventstore.Commands;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;
import org.subaccounts.sending.domain.Domains;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class WhenKeysAgeThenRotateTest {
    private static final Duration INTERVAL = Duration.ofDays(90);

    @Inject
    Pool pool;

    @Inject
    RotationQueries queries;

    @Inject
    Domains domains;

    @Inject
    RotateDkim rotate;

    @Inject
    Commands commands;

    @Test
    void keysOlderThanTheIntervalAreReplacedAndNoOthers() {
        String old = verifiedSince("91 days");
        String young = verifiedSince("89 days");
        run(Optional.of(INTERVAL));
        assertThat(phase(old)).isNotEqualTo("STEADY");
        assertThat(phase(young)).isEqualTo("STEADY");
    }

    @Test
    void withoutAnIntervalNoneIsReplaced() {
        String old = verifiedSince("9000 days");
        run(Optional.empty());
        assertThat(phase(old)).isEqualTo("STEADY");
        pool.query("update domain set dkim_key_since = now() where name = '" + old + "'")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void run(Optional<Duration> interval) {
        WhenKeysAgeThenRotate.Times times = new WhenKeysAgeThenRotate.Times(interval, Duration.ofDays(7));
        new WhenKeysAgeThenRotate(queries, domains, rotate, commands, times)
                .beginSome()
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private String verifiedSince(String age) {
        String name = TestAccount.with().verifiedDomain();
        pool.query("update domain set dkim_key_since = now() - interval '" + age + "' where name = '" + name + "'")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return name;
    }

    private String phase(String name) {
        return pool.query("select dkim_phase from domain where name = '" + name + "'")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next()
                .getString(0);
    }
}

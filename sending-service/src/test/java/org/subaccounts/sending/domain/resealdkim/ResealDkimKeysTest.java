package org.subaccounts.sending.domain.resealdkim;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.http.SecretBox;
import org.subaccounts.sending.SendingTestResource;
import org.subaccounts.sending.TestAccount;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class ResealDkimKeysTest {
    private static final String NEW_KEY = key("the encryption key of next year.");
    private static final String LOST_KEY = key("an encryption key nobody has....");

    @Inject
    Pool pool;

    private final String oldKey = ConfigProvider.getConfig().getValue("platform.encryption.key", String.class);

    @Test
    void afterARotationEveryKeyIsSealedAnewAndOneThatCannotBeOpenedStopsNone() {
        for (int i = 0; i < 3; i++) {
            TestAccount.with().addDomain(TestAccount.newDomainName()).then().statusCode(201);
        }
        UUID lost = new UUID(0, 1); // the first one in the order of the pass
        insert("dkim_key", lost, new SecretBox(LOST_KEY, Optional.empty()));
        UUID next = Ids.next();
        insert("dkim_standby_key", next, new SecretBox(oldKey, Optional.empty()));
        SecretBox rotated = new SecretBox(NEW_KEY, Optional.of(List.of(oldKey)));
        SecretBox back = new SecretBox(oldKey, Optional.of(List.of(NEW_KEY)));
        try {
            assertThat(left(rotated)).isEqualTo(1);
            assertThat(stale(rotated)).isEqualTo(1);
            assertThat(new SecretBox(NEW_KEY, Optional.empty()).open(sealed("dkim_standby_key", next)))
                    .isEqualTo("private".getBytes(StandardCharsets.UTF_8));
        } finally {
            assertThat(left(back)).isEqualTo(1);
            pool.query("delete from dkim_key where domain_id = '" + lost + "'")
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            pool.query("delete from dkim_standby_key where domain_id = '" + next + "'")
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
        assertThat(stale(back)).isZero();
    }

    /** What the metric says after a pass. */
    private double left(SecretBox box) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new ResealDkimKeys(pool, box, meters).reseal().await().atMost(Duration.ofSeconds(20));
        return meters.get("sending.dkim.keys.to.reseal").gauge().value();
    }

    private long stale(SecretBox box) {
        return pool.preparedQuery("select count(*) from dkim_key where substring(sealed_key from 1 for 4) <> $1")
                .execute(Tuple.of(Buffer.buffer(box.sealingKeyId())))
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next()
                .getLong(0);
    }

    private byte[] sealed(String table, UUID domain) {
        return pool.query("select sealed_key from " + table + " where domain_id = '" + domain + "'")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();
    }

    private void insert(String table, UUID domain, SecretBox box) {
        pool.preparedQuery("insert into " + table + " (domain_id, selector, sealed_key) values ($1, 's1', $2)")
                .execute(Tuple.of(domain, Buffer.buffer(box.seal("private".getBytes(StandardCharsets.UTF_8)))))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static String key(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}

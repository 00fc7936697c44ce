package org.subaccounts.key.introspect.lastuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestKey;
import org.subaccounts.platform.http.Ids;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class LastUsesTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @Inject
    LastUses uses;

    @Inject
    Pool pool;

    @Inject
    Vertx vertx;

    @ParameterizedTest
    @EnumSource
    void a_use_is_shown_once_it_was_written(KeyRing.Kind kind) {
        KeyRing keys = KeyRing.of(kind);
        TestKey key = keys.created("domains:read");
        TestKey unused = keys.created("domains:read");
        keys.get(key.id()).then().body("last_used_at", nullValue());
        Instant before = Instant.now();
        key.request().get("/v2/ping").then().statusCode(200);
        uses.flush().await().atMost(LONG);
        String shown = keys.get(key.id()).path("last_used_at");
        assertThat(Instant.parse(shown)).isBetween(before.truncatedTo(ChronoUnit.MILLIS), Instant.now());
        keys.request()
                .get(keys.path())
                .then()
                .body("data.find { it.id == '" + key.id() + "' }.last_used_at", equalTo(shown))
                .body("data.find { it.id == '" + unused.id() + "' }.last_used_at", nullValue());
    }

    @Test
    void a_later_use_written_by_another_replica_stays() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        TestKey key = keys.created("domains:read");
        LastUses slow = new LastUses(pool, 10);
        LastUses quick = new LastUses(pool, 10);
        slow.record(key.id());
        Instant between = Instant.now();
        quick.record(key.id());
        quick.flush().await().atMost(LONG);
        slow.flush().await().atMost(LONG);
        String shown = keys.get(key.id()).path("last_used_at");
        assertThat(Instant.parse(shown)).isAfterOrEqualTo(between.truncatedTo(ChronoUnit.MICROS));
    }

    @Test
    void what_cannot_be_written_is_kept_for_the_next_time() {
        Pool nowhere = PgBuilder.pool()
                .connectingTo(new PgConnectOptions().setHost("127.0.0.1").setPort(1))
                .using(vertx)
                .build();
        LastUses cut = new LastUses(nowhere, 10);
        cut.record(Ids.next());
        assertThatThrownBy(() -> cut.flush().await().atMost(LONG)).isNotNull();
        assertThat(cut.waiting()).isOne();
        var unused = nowhere.close();
    }

    @Test
    void no_more_keys_are_remembered_than_the_limit_allows() {
        LastUses few = new LastUses(pool, 2);
        List<java.util.UUID> keys = Stream.generate(Ids::next).limit(3).toList();
        keys.forEach(few::record);
        few.record(keys.getFirst());
        assertThat(few.waiting()).isEqualTo(2);
        few.flush().await().atMost(LONG);
        assertThat(few.waiting()).isZero();
    }

    @Test
    void more_uses_than_one_statement_takes_are_written_in_several() {
        LastUses many = new LastUses(pool, 100_000);
        Stream.generate(Ids::next).limit(12_001).forEach(many::record);
        many.flush().await().atMost(LONG);
        assertThat(many.waiting()).isZero();
    }
}

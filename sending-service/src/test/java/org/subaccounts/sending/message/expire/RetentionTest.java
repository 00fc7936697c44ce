package org.subaccounts.sending.message.expire;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.message.deliver.DeliveryDatabase;

class RetentionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final UUID ACCOUNT = UUID.randomUUID();
    private final DeliveryDatabase database = new DeliveryDatabase();
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void partitionsAreMadeAheadAndNoneIsMissedWhenTheServiceWasAway() {
        at(20).start(new StartupEvent());
        assertThat(partitions("message", today.plusDays(20), today.plusDays(65)))
                .isEqualTo(46);
        assertThat(partitions("message_content", today.plusDays(20), today.plusDays(65)))
                .isEqualTo(46);
        assertThat(partitions("message_attachment", today.plusDays(20), today.plusDays(65)))
                .isEqualTo(46);
        at(20).start(new StartupEvent());
    }

    @Test
    void aDayThatIsOverGoesAsAWholeOnceNothingOfItIsToBeDelivered() {
        database.queue(ACCOUNT, 60); // two messages for each of 30 days, from the third on
        database.run("delete from message_queue where message_id in ("
                + "select message_id from message_queue order by message_id limit 40)");
        maintain(at(40));
        assertThat(partitions("message", today, today.plusDays(39)))
                .as("days of which something is queued, which are twenty")
                .isEqualTo(20);
        assertThat(database.count("select count(*) from message")).isEqualTo(20);
        assertThat(database.count("select count(*) from message_content")).isEqualTo(1);
        database.run("delete from message_queue");
        maintain(at(40));
        assertThat(partitions("message", today, today.plusDays(39))).isZero();
        assertThat(database.count("select count(*) from message_content")).isZero();
        assertThat(partitions("message", today.plusDays(40), today.plusDays(85)))
                .isEqualTo(46);
    }

    @Test
    void droppingNeverWaitsLongForALockAndTriesAgain() throws Exception {
        SqlConnection reader = database.pool()
                .getConnection()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        var transaction =
                reader.begin().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        reader.query("lock table message in row exclusive mode")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(database.run("select drop_message_partition('message', $1)", today)
                        .iterator()
                        .next()
                        .getBoolean(0))
                .isFalse();
        assertThat(partitions("message", today, today)).isEqualTo(1);
        transaction.commit().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        reader.close();
        assertThat(database.run("select drop_message_partition('message', $1)", today)
                        .iterator()
                        .next()
                        .getBoolean(0))
                .isTrue();
        assertThat(partitions("message", today, today)).isZero();
    }

    @Test
    void replicasDoNotDisturbEachOther() {
        Uni.combine()
                .all()
                .unis(at(10).maintain(), at(10).maintain(), at(10).maintain())
                .discardItems()
                .await()
                .atMost(PATIENCE);
        maintain(at(10));
        assertThat(partitions("message", today, today.plusDays(9))).isZero();
        assertThat(partitions("message", today.plusDays(10), today.plusDays(55)))
                .isEqualTo(46);
    }

    @Test
    void whatEndsBeforeItsDayIsDeletedOnceDeliveredHoweverMuchStillWaits() {
        for (int i = 0; i < 3; i++) {
            database.queue(ACCOUNT, 400);
        }
        database.run(
                "insert into message_attachment (keep_day, content_id, position, file_name, content_type, disposition, data)"
                        + " select keep_day, id, 1, 'f', 'text/plain', 'attachment', '\\x00' from message_content");
        database.run("update message_content set keep_until = now() - interval '1 hour'");
        database.run("update message set keep_until = now() - interval '1 hour'");
        expire();
        assertThat(database.count("select count(*) from message_content")).isEqualTo(3);
        assertThat(database.count("select count(*) from message")).isEqualTo(1_200);
        // the last of them was delivered; the 1,199 before it wait
        database.run(
                "delete from message_queue where message_id = (select message_id from message_queue order by message_id desc limit 1)");
        expire();
        assertThat(database.count("select count(*) from message")).isEqualTo(1_199);
        database.run("delete from message_queue");
        expire();
        assertThat(database.count("select count(*) from message_content")).isZero();
        assertThat(database.count("select count(*) from message_attachment")).isZero();
        assertThat(database.count("select count(*) from message")).isZero();
    }

    private void expire() {
        new ExpireMessages(database.pool()).expire().await().atMost(PATIENCE);
    }

    private MessagePartitions at(int daysAhead) {
        return new MessagePartitions(database.pool(), Clock.offset(Clock.systemUTC(), Duration.ofDays(daysAhead)));
    }

    private static void maintain(MessagePartitions partitions) {
        partitions.maintain().await().atMost(PATIENCE);
    }

    private long partitions(String table, LocalDate from, LocalDate to) {
        return database.count(
                "select count(*) from generate_series($2::date, $3::date, interval '1 day') d"
                        + " where to_regclass($1 || '_' || to_char(d, 'YYYYMMDD')) is not null",
                table,
                from,
                to);
    }
}

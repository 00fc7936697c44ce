package org.subaccounts.sending.statistics.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.subaccounts.sending.message.StoredMessage.done;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.subaccounts.sending.SendingTestResource;

@QuarkusTest
@WithTestResource(SendingTestResource.class)
class ForgetOldStatisticsTest {
    private static final String ROWS = """
            insert into statistics_hourly
            select $1, now() - $2 * interval '1 month', 'a.example.com', 'd' || i || '.example.com', gen_random_uuid(), '', '{}',
                   1, 0, 0, 0, 0, 0, 0, 0, 0, 0
              from generate_series(1, $3::int) as i""";

    @Inject
    Pool pool;

    @Inject
    ForgetOldStatistics forgetting;

    @Test
    void all_that_is_older_than_thirteen_months_goes_however_much_it_is() {
        UUID account = UUID.randomUUID();
        done(pool.preparedQuery(ROWS).execute(Tuple.of(account, 14, 20_001)));
        done(pool.preparedQuery(ROWS).execute(Tuple.of(account, 12, 3)));

        forgetting.forget().await().atMost(Duration.ofSeconds(30));

        assertThat(done(pool.preparedQuery("select count(*) from statistics_hourly where account_id = $1")
                                .execute(Tuple.of(account)))
                        .iterator()
                        .next()
                        .getLong(0))
                .isEqualTo(3);
    }
}

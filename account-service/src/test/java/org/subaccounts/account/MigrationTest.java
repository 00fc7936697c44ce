package org.subaccounts.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.subaccounts.platform.testkit.TestDatabase;
import org.subaccounts.platform.testkit.TestInfrastructure;

/** Accounts that were there before a migration look afterwards as if they had been there since. */
class MigrationTest {
    private static final String FIRST_ACCOUNTS = """
            insert into account (id, parent_id, name, website, status, partner, created_at) values
              ('01890000-0000-7000-8000-000000000001', null, 'Parent', 'p.example.com', 'active', true, '2026-01-01Z'),
              ('01890000-0000-7000-8000-000000000002', '01890000-0000-7000-8000-000000000001', 'Child', 'c.example.com',
               'suspended', false, '2026-01-02Z');
            insert into es_event (txid, position, event_id, type, version, time, payload, metadata, tags)
            select '1'::xid8, n, ('01890000-0000-7000-8000-00000000010' || n)::uuid, type, '1', now(),
                   payload::jsonb, '{"actor":"key:1"}', '{}'
              from (values
                (1, 'account.AccountOpened',
                 '{"accountId":"01890000-0000-7000-8000-000000000001","occurredAt":"2026-01-01T00:00:00Z"}'),
                (2, 'account.SubAccountCreated',
                 '{"subAccountId":"01890000-0000-7000-8000-000000000002","occurredAt":"2026-01-02T00:00:00Z"}'),
                (3, 'account.SubAccountSuspended', '{"subAccountId":"01890000-0000-7000-8000-000000000002",
                  "reason":"spam","occurredAt":"2026-01-03T00:00:00Z"}')) as e (n, type, payload)
            """;

    @Test
    void owner_plan_and_suspension_of_older_accounts_come_from_the_log()
            throws IOException, URISyntaxException, SQLException {
        TestDatabase database = TestInfrastructure.get().createDatabase("account_migration");
        List<String> scripts = AccountStore.migrations();
        AccountStore.execute(database, scripts.subList(0, 2));
        AccountStore.execute(database, List.of(FIRST_ACCOUNTS));
        AccountStore.execute(database, scripts.subList(2, scripts.size()));
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select concat_ws(' ', name, website_host, owner_id, plan, status, suspended_reason, suspended_by,
                               suspended_at at time zone 'UTC', updated_at at time zone 'UTC', message_data_retention)
                          from account_standing order by id""")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1))
                    .isEqualTo("Parent p.example.com 01890000-0000-7000-8000-000000000001 standard active"
                            + " 2026-01-01 00:00:00 7");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1))
                    .isEqualTo("Child c.example.com 01890000-0000-7000-8000-000000000001 standard suspended spam key:1"
                            + " 2026-01-03 00:00:00 2026-01-03 00:00:00 7");
        }
    }
}

package org.subaccounts.key.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.subaccounts.contracts.ContractEvent;
import org.subaccounts.contracts.DomainAdded;
import org.subaccounts.contracts.DomainRemoved;
import org.subaccounts.contracts.Topics;
import org.subaccounts.key.KeyRing;
import org.subaccounts.key.KeyTestResource;
import org.subaccounts.key.TestKey;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.messaging.ReceivedEvent;
import org.subaccounts.platform.testkit.EventSender;

@QuarkusTest
@WithTestResource(KeyTestResource.class)
class RemovedDomainsTest {
    private static final String DOMAIN = "acme.example.com";
    private static final String MADE_UP_KEYS = """
            insert into api_key (id, account_id, label, public_key, secret_hash, scopes, ip_allow_list, created_at, updated_at)
            select id, $2, 'made up', 'p', id::text::bytea, jsonb_build_array(jsonb_build_object('domain_id', $1::uuid)), '{}',
                   now(), now()
              from (select gen_random_uuid() as id from generate_series(1, $3)) as ids""";

    @Inject
    Pool pool;

    @Inject
    WhenDomainRemovedThenDropItsScopes sweep;

    private static void publish(KeyRing keys, UUID domain) {
        try (EventSender events = new EventSender()) {
            events.send(
                    Topics.SENDING, new DomainAdded(keys.owner().id(), Ids.next(), "other.example.com", Instant.now()));
            events.send(Topics.SENDING, new DomainRemoved(keys.owner().id(), domain, DOMAIN, Instant.now()));
        }
    }

    private static List<String> scopes(KeyRing keys, TestKey key) {
        return keys.get(key.id()).path("scopes.scope");
    }

    private static void losesItsScope(KeyRing keys, TestKey key) {
        await().atMost(20, TimeUnit.SECONDS).until(() -> scopes(keys, key).equals(List.of("domains:read")));
    }

    private long count(String sql, Object argument) throws Exception {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(argument))
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .iterator()
                .next()
                .getLong(0);
    }

    @Test
    void a_removed_domain_takes_its_scopes_from_every_key_of_the_account() {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OF_SUB_ACCOUNT);
        UUID domain = keys.owner().owns(DOMAIN);
        UUID other = keys.owner().owns("other.example.com");
        TestKey first = keys.created("messages:send:{" + DOMAIN + "}", "domains:read");
        TestKey second = keys.created("domains:read", "messages:read:{" + DOMAIN + "}");
        TestKey third = keys.created("messages:send:{other.example.com}");
        keys.owner().ownsNoMore(DOMAIN);
        publish(keys, domain);
        losesItsScope(keys, first);
        losesItsScope(keys, second);
        keys.get(third.id()).then().body("scopes.domain_id", contains(other.toString()));
        keys.request()
                .get(keys.path(first.id()) + "/history")
                .then()
                .body("data.type", contains("api_key.updated", "api_key.issued"))
                .body("data[0].actor", equalTo("system"))
                .body("data[0].reason", equalTo("domain " + DOMAIN + " was removed"));
    }

    @Test
    void a_key_that_is_issued_while_its_domain_is_being_removed_loses_the_scope_too() throws Exception {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        UUID domain = keys.owner().owns(DOMAIN);
        publish(keys, domain);
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> count("select count(*) from removed_domain where domain_id = $1", domain) == 1);
        TestKey late = keys.created("messages:send:{" + DOMAIN + "}", "domains:read");
        losesItsScope(keys, late);
    }

    @Test
    void what_a_crash_left_undone_is_done_by_the_next_sweep() throws Exception {
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        UUID domain = keys.owner().owns(DOMAIN);
        TestKey key = keys.created("messages:send:{" + DOMAIN + "}", "domains:read");
        note(domain, keys.owner().id(), "now()");
        losesItsScope(keys, key);
    }

    @Test
    void a_removed_domain_is_forgotten_after_five_minutes() throws Exception {
        UUID old = Ids.next();
        UUID fresh = Ids.next();
        note(old, Ids.next(), "now() - interval '301 seconds'");
        note(fresh, Ids.next(), "now() - interval '200 seconds'");
        await().atMost(20, TimeUnit.SECONDS).until(() -> noted(old) == 0);
        sweep.sweep().await().atMost(Duration.ofSeconds(30));
        assertThat(noted(fresh)).isOne();
    }

    @Test
    void an_old_removed_domain_is_not_forgotten_while_a_key_is_bound_to_it() throws Exception {
        UUID domain = Ids.next();
        UUID account = Ids.next();
        note(domain, account, "now() - interval '1 day'");
        try {
            stuckKeys(domain, account, 1);
            sweep.sweep().await().atMost(Duration.ofSeconds(30));
            assertThat(noted(domain)).isOne();
        } finally {
            forget(account);
        }
    }

    /** The other account's domains were noted first, and their keys cannot be changed. */
    @Test
    void neither_many_domains_nor_failing_keys_of_one_account_hold_up_another() throws Exception {
        UUID account = Ids.next();
        KeyRing keys = KeyRing.of(KeyRing.Kind.OWN);
        UUID domain = keys.owner().owns(DOMAIN);
        TestKey key = keys.created("messages:send:{" + DOMAIN + "}", "domains:read");
        try {
            query(
                    "insert into removed_domain select gen_random_uuid(), $1, 'd.example.com', now() - interval '1 minute',"
                            + " now() - interval '1 minute' from generate_series(1, 300)",
                    Tuple.of(account));
            UUID crowded = Ids.next();
            note(crowded, account, "now() - interval '2 minutes'");
            stuckKeys(crowded, account, 40);
            query(
                    "update removed_domain set looked_at = now() - interval '1 hour' where domain_id = $1",
                    Tuple.of(crowded));
            note(domain, keys.owner().id(), "now()");
            sweep.sweep().await().atMost(Duration.ofSeconds(30));
            await().atMost(4, TimeUnit.SECONDS).until(() -> scopes(keys, key).equals(List.of("domains:read")));
            assertThat(count("select count(*) from removed_domain where account_id = $1", account))
                    .isEqualTo(301);
        } finally {
            forget(account);
        }
    }

    @Test
    void only_a_batch_that_brings_a_removal_has_something_to_sweep() {
        UUID account = Ids.next();
        assertThat(notes(new DomainAdded(account, Ids.next(), DOMAIN, Instant.now())))
                .isFalse();
        assertThat(notes(new DomainRemoved(account, Ids.next(), DOMAIN, Instant.now())))
                .isTrue();
    }

    private boolean notes(ContractEvent event) {
        return RemovedDomains.note(
                List.of(new ReceivedEvent("id", "/sending-service", "type", event.occurredAt(), "", event)),
                PgUnitOfWork.standalone(pool));
    }

    @Test
    void keys_of_a_domain_are_found_by_the_index_however_many_there_are() throws Exception {
        String plan = pool.withConnection(connection -> connection.begin().compose(transaction -> connection
                        .preparedQuery(MADE_UP_KEYS)
                        .execute(Tuple.of(Ids.next(), Ids.next(), 50_000))
                        .compose(made -> connection.query("analyze api_key").execute())
                        .compose(analyzed -> connection
                                .query("explain " + WhenDomainRemovedThenDropItsScopes.LOOK)
                                .execute())
                        .map(RemovedDomainsTest::text)
                        .eventually(() -> transaction.rollback())))
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        assertThat(plan).contains("on api_key_domain_scopes").doesNotContain("Seq Scan on api_key");
    }

    private static String text(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }

    private long noted(UUID domain) throws Exception {
        return count("select count(*) from removed_domain where domain_id = $1", domain);
    }

    /** Keys without events: no command changes them. */
    private void stuckKeys(UUID domain, UUID account, int count) throws Exception {
        query(MADE_UP_KEYS, Tuple.of(domain, account, count));
    }

    private void forget(UUID account) throws Exception {
        query("delete from api_key where account_id = $1", Tuple.of(account));
        query("delete from removed_domain where account_id = $1", Tuple.of(account));
    }

    private void note(UUID domain, UUID account, String time) throws Exception {
        query("insert into removed_domain values ($1, $2, '" + DOMAIN + "', " + time + ")", Tuple.of(domain, account));
    }

    private void query(String sql, Tuple arguments) throws Exception {
        var unused = pool.preparedQuery(sql)
                .execute(arguments)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }
}

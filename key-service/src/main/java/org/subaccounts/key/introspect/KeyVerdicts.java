package org.subaccounts.key.introspect;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.key.introspect.lastuse.LastUses;
import org.subaccounts.platform.security.AccountStanding;
import org.subaccounts.platform.security.AccountStandings;
import org.subaccounts.platform.security.Introspector;
import org.subaccounts.platform.security.KeyFormat;
import org.subaccounts.platform.security.KeyVerdict;
import org.subaccounts.platform.security.Lease;

/** Says what a secret stands for: the key from the database, its account's standing from account-service. */
@ApplicationScoped
public class KeyVerdicts implements Introspector {
    private static final String BY_HASH = "select id, account_id, ip_allow_list,"
            + " (select string_agg(s ->> 'scope', ' ') from jsonb_array_elements(scopes) s) as scope"
            + " from api_key where secret_hash = $1 and revoked_at is null";

    private final Pool pool;
    private final KeyFormat format;
    private final AccountStandings standings;
    private final LastUses lastUses;

    public KeyVerdicts(Pool pool, KeyFormat format, AccountStandings standings, LastUses lastUses) {
        this.pool = pool;
        this.format = format;
        this.standings = standings;
        this.lastUses = lastUses;
    }

    private record Key(UUID id, UUID account, @Nullable String scope, List<String> ipAllowList) {}

    @Override
    public Uni<Lease<KeyVerdict>> introspect(String secret) {
        if (!format.plausible(secret)) {
            return Uni.createFrom().item(refused("invalid API key", AccountStandings.LEASE));
        }
        return find(secret).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(refused("invalid API key", AccountStandings.LEASE));
            }
            Key key = found.get();
            return standings
                    .get(key.account())
                    .map(standing -> verdict(key, standing))
                    .invoke(verdict -> {
                        if (verdict.value().active()) {
                            lastUses.record(key.id());
                        }
                    });
        });
    }

    private Uni<Optional<Key>> find(String secret) {
        Tuple hash = Tuple.of(Buffer.buffer(KeyFormat.hash(secret)));
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(BY_HASH).execute(hash).toCompletionStage())
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Optional.empty();
                    }
                    Row row = rows.iterator().next();
                    return Optional.of(new Key(
                            row.getUUID("id"),
                            row.getUUID("account_id"),
                            row.getString("scope"),
                            List.of(row.getArrayOfStrings("ip_allow_list"))));
                });
    }

    private static Lease<KeyVerdict> verdict(Key key, Lease<Optional<AccountStanding>> standing) {
        Duration lease = standing.validFor();
        AccountStanding account = standing.value().orElse(null);
        if (account == null) {
            return refused("invalid API key", lease);
        }
        return switch (account.status()) {
            case "active" ->
                new Lease<>(
                        new KeyVerdict(
                                true,
                                null,
                                key.id(),
                                key.account(),
                                account.parentAccountId(),
                                account.partner(),
                                key.scope(),
                                key.ipAllowList(),
                                account.requestsPerSecond(),
                                account.requestBurst(),
                                account.monthlyCredit(),
                                lease.toMillis()),
                        lease);
            case "suspended", "parent-suspended" -> refused("Account is suspended", lease);
            default -> refused("invalid API key", lease);
        };
    }

    private static Lease<KeyVerdict> refused(String reason, Duration lease) {
        return new Lease<>(KeyVerdict.refused(reason, lease.toMillis()), lease);
    }
}

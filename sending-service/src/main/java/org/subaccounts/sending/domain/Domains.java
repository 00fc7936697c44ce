package org.subaccounts.sending.domain;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.domain.dkim.Dkim;
import org.subaccounts.sending.domain.records.RecordKind;

/** Reads domains. Reads for accounts are bound to one, so that another account's domain is never found. */
@ApplicationScoped
public class Domains {
    private static final String SELECT_ALL = """
            select d.id, d.account_id, d.name, d.return_path_subdomain, d.tracking_subdomain, d.subscription_subdomain,
                   d.media_subdomain, d.dkim_selector, d.dkim_selector_override, d.dkim_public_key, d.dkim_delegated,
                   d.dkim_active_slot, d.dkim_other_key, d.dkim_phase, d.verified, d.created_at,
                   d.updated_at as changed_at, greatest(d.updated_at, c.updated_at) as updated_at, c.checked_at,
                   c.propagated, c.missing, c.missing_since, c.updated_at as looked_up_at
              from domain d left join dns_check c on c.domain_id = d.id""";
    private static final String SELECT = SELECT_ALL + " where d.account_id = $1";
    private static final String BY_ID = SELECT_ALL + " where d.id = $1";
    private static final String BY_NAME = SELECT + " and d.name = $2";
    private static final String OLDER =
            SELECT + " and ($2::boolean is null or d.verified = $2) and ($3::uuid is null or d.id < $3)"
                    + " order by d.id desc limit $4";
    private static final String NEWER =
            SELECT + " and ($2::boolean is null or d.verified = $2) and d.id > $3 order by d.id limit $4";

    private final Pool pool;

    public Domains(Pool pool) {
        this.pool = pool;
    }

    public Uni<Optional<DomainState>> find(UUID accountId, String name) {
        return query(BY_NAME, Tuple.of(accountId, name))
                .map(found -> found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst()));
    }

    /** Of any account: for the platform itself and its operators. */
    public Uni<Optional<DomainState>> find(DomainId id) {
        return query(BY_ID, Tuple.of(id.value()))
                .map(found -> found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst()));
    }

    /** Fails with 404 if the account has no such domain; also for a text that cannot be a name. */
    public Uni<DomainState> get(UUID accountId, String name) {
        return find(accountId, normalized(name)).map(found -> found.orElseThrow(() -> Refusal.notFound("domain")));
    }

    /** As names are kept; 404 for a text that cannot be one. */
    public static String normalized(String name) {
        try {
            return Inputs.domain("domain", name);
        } catch (Refusal e) {
            throw Refusal.notFound("domain");
        }
    }

    /** Up to one more than the page holds, in the order that the page expects. */
    public Uni<List<DomainState>> list(PageRequest page, @Nullable Boolean verified) {
        int rows = page.limit() + 1;
        return page.before() != null
                ? query(NEWER, Tuple.of(page.account(), verified, page.before(), rows))
                : query(OLDER, Tuple.of(page.account(), verified, page.after(), rows));
    }

    private Uni<List<DomainState>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage())
                .map(Domains::states);
    }

    private static List<DomainState> states(RowSet<Row> rows) {
        List<DomainState> states = new ArrayList<>(rows.size());
        rows.forEach(row -> states.add(state(row)));
        return states;
    }

    private static DomainState state(Row row) {
        return new DomainState(
                new DomainId(row.getUUID("id")),
                row.getUUID("account_id"),
                row.getString("name"),
                new Subdomains(
                        row.getString("return_path_subdomain"),
                        row.getString("tracking_subdomain"),
                        row.getString("subscription_subdomain"),
                        row.getString("media_subdomain")),
                dkim(row),
                row.getBoolean("verified"),
                new KnownRecords(
                        kinds(row.getArrayOfStrings("propagated")),
                        kinds(row.getArrayOfStrings("missing")),
                        instant(row.getOffsetDateTime("missing_since")),
                        instant(row.getOffsetDateTime("checked_at")),
                        instant(row.getOffsetDateTime("looked_up_at"))),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("changed_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static Dkim dkim(Row row) {
        return new Dkim(
                row.getBoolean("dkim_delegated"),
                row.getString("dkim_selector"),
                row.getString("dkim_selector_override"),
                row.getShort("dkim_active_slot"),
                row.getString("dkim_public_key"),
                row.getString("dkim_other_key"),
                Dkim.Phase.valueOf(row.getString("dkim_phase")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static Set<RecordKind> kinds(String @Nullable [] names) {
        Set<RecordKind> kinds = EnumSet.noneOf(RecordKind.class);
        if (names != null) {
            for (String name : names) {
                kinds.add(RecordKind.valueOf(name));
            }
        }
        return kinds;
    }
}

package org.subaccounts.account.parent;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.subaccounts.account.settings.Websites;
import org.subaccounts.platform.http.PageRequest;
import org.subaccounts.platform.security.UserIds;

/** Reads accounts for operators: all of them, whatever their status. */
@ApplicationScoped
public class OperatorAccounts {
    private static final String SELECT = """
            select a.id, a.parent_id, a.name, a.website, a.status, a.partner, a.plan, a.requests_per_second, a.request_burst,
                   a.owner_id, o.email as owner_email, o.name as owner_name, a.suspended_reason, a.suspended_by,
                   a.suspended_at, a.deleted_reason, a.deleted_by, a.deleted_at, a.created_at, a.updated_at
              from account_standing a
              left join member o on o.account_id = coalesce(a.parent_id, a.id) and o.user_id = a.owner_id
             where\s""";

    private static final String BY_ID = SELECT + "a.id = $1";
    private static final String PARENTS = SELECT + "a.parent_id is null ";
    private static final String OF_OWNER = "and a.account_owner_id = $2";

    /** A range of the index instead of LIKE: no pattern characters, and used whatever the plan. */
    private static final String CALLED = """
            and (a.website_host = $2 or
                  (lower(a.name) collate "C" >= lower($3) collate "C"
                   and lower(a.name) collate "C" < (lower($3) || chr(1114111)) collate "C"))""";

    private final Pool pool;

    public OperatorAccounts(Pool pool) {
        this.pool = pool;
    }

    /** Parent or child. Fails with {@link AccountRefusal.NotFound}. */
    public Uni<OperatorAccountView> get(UUID id) {
        return query(BY_ID, Tuple.of(id)).map(rows -> {
            if (rows.size() == 0) {
                throw new AccountRefusal.NotFound();
            }
            return view(rows.iterator().next());
        });
    }

    /**
     * Parents, in the order that {@link org.subaccounts.platform.http.Page#of} takes. {@code search}: an owner's e-mail
     * address or a website, exactly, or the beginning of a name in upper or lower case.
     */
    public Uni<List<OperatorAccountView>> page(PageRequest request, @Nullable String search) {
        Tuple arguments = Tuple.of(request.limit() + 1);
        StringBuilder sql = new StringBuilder(PARENTS);
        if (search != null && search.indexOf('@') > 0) {
            sql.append(OF_OWNER);
            arguments.addUUID(UserIds.of(search));
        } else if (search != null) {
            sql.append(CALLED);
            arguments.addString(Websites.host(search.toLowerCase(Locale.ROOT)));
            arguments.addString(search);
        }
        int place = arguments.size() + 1;
        if (request.before() != null) {
            sql.append(" and a.id > $").append(place).append(" order by a.id limit $1");
            arguments.addUUID(request.before());
        } else if (request.after() != null) {
            sql.append(" and a.id < $").append(place).append(" order by a.id desc limit $1");
            arguments.addUUID(request.after());
        } else {
            sql.append(" order by a.id desc limit $1");
        }
        return query(sql.toString(), arguments).map(rows -> {
            List<OperatorAccountView> accounts = new ArrayList<>(rows.size());
            rows.forEach(row -> accounts.add(view(row)));
            return accounts;
        });
    }

    private Uni<RowSet<Row>> query(String sql, Tuple arguments) {
        return Uni.createFrom()
                .completionStage(
                        () -> pool.preparedQuery(sql).execute(arguments).toCompletionStage());
    }

    private static OperatorAccountView view(Row row) {
        return new OperatorAccountView(
                "account",
                row.getUUID("id"),
                row.getUUID("parent_id"),
                row.getString("name"),
                Websites.url(row.getString("website")),
                row.getString("status"),
                row.getBoolean("partner"),
                row.getString("plan"),
                row.getInteger("requests_per_second"),
                row.getInteger("request_burst"),
                new OperatorAccountView.Owner(
                        row.getUUID("owner_id"), row.getString("owner_email"), row.getString("owner_name")),
                change(row, "suspended"),
                change(row, "deleted"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OperatorAccountView.@Nullable StatusChange change(Row row, String what) {
        OffsetDateTime at = row.getOffsetDateTime(what + "_at");
        return at == null
                ? null
                : new OperatorAccountView.StatusChange(
                        row.getString(what + "_reason"), row.getString(what + "_by"), at.toInstant());
    }
}

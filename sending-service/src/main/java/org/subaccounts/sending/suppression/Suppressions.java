package org.subaccounts.sending.suppression;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.subaccounts.platform.eventstore.GroupBounds;
import org.subaccounts.platform.eventstore.GroupedQuery;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.Ids;
import org.subaccounts.platform.http.Refusal;
import org.subaccounts.sending.domain.Domains;
import org.subaccounts.sending.message.EmailAddress;

/** What other use cases ask of suppressions. Everything is bound to one account; expired ones are as good as none. */
@ApplicationScoped
public class Suppressions {
    /** An account suppresses an address once for each domain, and once for all of them. */
    public static final String ONCE = "suppression_once";
    /** In place of a domain: all domains of the account, also those that it adds later. */
    public static final String ALL_DOMAINS = "";

    /** Condition of a query that the index of all rows of an account is for; always true. */
    public static final String BY_ACCOUNT = "expires_at > '-infinity'";
    /** Condition of a query that the index of all rows of an account's domain is for; always true. */
    public static final String BY_DOMAIN = "created_at > '-infinity'";

    public static final int MAX_REASON_LENGTH = 255;

    static final int MAX_ADDRESSES = 1_000;
    /** $1: places of the questions, $2 to $4: what each address of a question is asked for. */
    static final String SUPPRESSED = """
            select q.place, s.email
              from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[]) as q (place, account_id, domain, email)
              join suppression s on s.account_id = q.account_id and s.email = q.email and s.domain in ('', q.domain)
             where s.expires_at > now()""";

    private static final GroupBounds TOGETHER = new GroupBounds(2, MAX_ADDRESSES);

    private static final String KNOWN = "select 1 from suppression where account_id = $1 and domain = $2 and "
            + BY_DOMAIN + " and expires_at > now() limit 1";

    /** What stands stays and can only end later; what has expired is replaced. */
    private static final String ADD = """
            insert into suppression as s (id, account_id, email, domain, reason, origin, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict on constraint suppression_once do update
               set id         = case when s.expires_at > now() then s.id         else excluded.id         end,
                   reason     = case when s.expires_at > now() then s.reason     else excluded.reason     end,
                   origin     = case when s.expires_at > now() then s.origin     else excluded.origin     end,
                   created_at = case when s.expires_at > now() then s.created_at else excluded.created_at end,
                   expires_at = excluded.expires_at
             where s.expires_at < excluded.expires_at""";

    private final Pool pool;
    private final Domains domains;
    private final GroupedQuery<Question, Set<String>> suppressed;

    public Suppressions(Pool pool, Domains domains) {
        this.pool = pool;
        this.domains = domains;
        this.suppressed = new GroupedQuery<>(
                pool,
                TOGETHER,
                question -> question.emails().size(),
                new GroupedQuery.Form<>(SUPPRESSED, Suppressions::arguments, Suppressions::emails));
    }

    private record Question(UUID accountId, String senderDomain, Collection<String> emails) {}

    /**
     * Which of these addresses the account does not send to from this domain; questions at the same time
     * are one query.
     *
     * @param emails at most 1,000, each as {@link EmailAddress#normalized()} writes it
     */
    public Uni<Set<String>> suppressed(UUID accountId, String senderDomain, Collection<String> emails) {
        if (emails.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException("at most " + MAX_ADDRESSES + " addresses, not " + emails.size());
        }
        if (emails.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return suppressed.ask(new Question(accountId, senderDomain, emails));
    }

    private static Tuple arguments(List<Question> questions) {
        List<Long> places = new ArrayList<>();
        List<UUID> accounts = new ArrayList<>();
        List<String> domains = new ArrayList<>();
        List<String> emails = new ArrayList<>();
        long place = 0;
        for (Question question : questions) {
            place++;
            for (String email : question.emails()) {
                places.add(place);
                accounts.add(question.accountId());
                domains.add(question.senderDomain());
                emails.add(email);
            }
        }
        return Tuple.tuple()
                .addArrayOfLong(places.toArray(Long[]::new))
                .addArrayOfUUID(accounts.toArray(UUID[]::new))
                .addArrayOfString(domains.toArray(String[]::new))
                .addArrayOfString(emails.toArray(String[]::new));
    }

    private static Set<String> emails(List<Row> rows) {
        return rows.stream().map(row -> row.getString("email")).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Suppresses an address in somebody else's transaction, because of what a receiver answered. One that stands keeps its
     * reason and origin, and its end only ever moves further away. Once in a transaction: several could wait for each other.
     *
     * @param domain null: for all domains of the account
     * @param reason cut after 255 characters
     */
    public void enlistAdd(
            PgUnitOfWork work,
            UUID accountId,
            EmailAddress email,
            @Nullable String domain,
            String reason,
            Origin origin,
            Instant expiresAt) {
        String kept = reason.codePointCount(0, reason.length()) <= MAX_REASON_LENGTH
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, MAX_REASON_LENGTH));
        work.enlist(
                ADD,
                columns(
                        accountId,
                        Suppression.of(Ids.next(), email, domain == null ? ALL_DOMAINS : domain, kept, expiresAt),
                        origin));
    }

    /** The columns in the order of the table. */
    public static Tuple columns(UUID accountId, Suppression suppression, Origin origin) {
        return Tuple.from(new Object[] {
            suppression.id(),
            accountId,
            suppression.email(),
            suppression.domain(),
            suppression.reason(),
            origin.stored(),
            suppression.createdAt().atOffset(ZoneOffset.UTC),
            suppression.expiresAt().atOffset(ZoneOffset.UTC)
        });
    }

    /** Fails with 404 unless the domain is the account's own, or something is suppressed for it. */
    public Uni<Void> requireDomain(UUID accountId, String domain) {
        return Uni.createFrom()
                .completionStage(() -> pool.preparedQuery(KNOWN)
                        .execute(Tuple.of(accountId, domain))
                        .toCompletionStage())
                .chain(rows -> rows.size() > 0
                        ? Uni.createFrom().voidItem()
                        : domains.find(accountId, domain)
                                .invoke(found -> {
                                    if (found.isEmpty()) {
                                        throw Refusal.notFound("domain");
                                    }
                                })
                                .replaceWithVoid());
    }
}

package org.subaccounts.sending.message.accept;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.subaccounts.platform.eventstore.GroupBounds;
import org.subaccounts.platform.eventstore.GroupedQuery;
import org.subaccounts.sending.domain.DomainId;

/** Finds the verified domain that an account sends from, with the account's defaults; for requests at the same time in one query. */
@ApplicationScoped
public class Senders {
    private static final String VERIFIED = """
            select q.place, d.id, a.track_opens, a.track_clicks, a.keep_content_days, a.keep_metadata_days
              from unnest($1::uuid[], $2::text[]) with ordinality as q (account_id, domain, place)
              join domain d on d.account_id = q.account_id and d.name = q.domain and d.verified
              left join sender_account a on a.account_id = d.account_id""";
    private static final GroupBounds TOGETHER = new GroupBounds(2, 100);

    private final GroupedQuery<Question, Optional<Found>> query;

    public Senders(Pool pool) {
        this.query = new GroupedQuery<>(
                pool, TOGETHER, question -> 1, new GroupedQuery.Form<>(VERIFIED, Senders::arguments, Senders::found));
    }

    /** A verified domain and its account's defaults. */
    record Sender(UUID accountId, DomainId domainId, String domain, SenderDefaults defaults) {}

    private record Question(UUID accountId, String domain) {}

    private record Found(DomainId id, SenderDefaults defaults) {}

    /** Empty if the account has no such domain, or it is not verified. */
    Uni<Optional<Sender>> find(UUID accountId, String domain) {
        return query.ask(new Question(accountId, domain))
                .map(answer -> answer.map(found -> new Sender(accountId, found.id(), domain, found.defaults())));
    }

    private static Tuple arguments(List<Question> questions) {
        return Tuple.tuple()
                .addArrayOfUUID(questions.stream().map(Question::accountId).toArray(UUID[]::new))
                .addArrayOfString(questions.stream().map(Question::domain).toArray(String[]::new));
    }

    private static Optional<Found> found(List<Row> rows) {
        return rows.stream().findFirst().map(row -> new Found(new DomainId(row.getUUID("id")), defaults(row)));
    }

    private static SenderDefaults defaults(Row row) {
        return row.getBoolean("track_opens") == null
                ? SenderDefaults.INITIAL
                : new SenderDefaults(
                        row.getBoolean("track_opens"),
                        row.getBoolean("track_clicks"),
                        row.getInteger("keep_content_days"),
                        row.getInteger("keep_metadata_days"));
    }
}

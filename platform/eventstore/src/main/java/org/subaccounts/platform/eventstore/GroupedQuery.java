package org.subaccounts.platform.eventstore;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Answers questions that come at the same time by one query. Its rows say in the column {@code place} which question they
 * are about: bigint, from 1, in the order in which the questions were made arguments. When a query for several fails, each
 * is asked alone.
 */
public final class GroupedQuery<Q, A> {
    private final Pool pool;
    private final Form<Q, A> form;
    private final Grouping<Q, A> grouping;

    /** The statement, what it gets for several questions, and what the rows of one question say; none, if it has none. */
    public record Form<Q, A>(String sql, Function<List<Q>, Tuple> arguments, Function<List<Row>, A> answer) {}

    public GroupedQuery(Pool pool, GroupBounds bounds, ToIntFunction<Q> weight, Form<Q, A> form) {
        this.pool = pool;
        this.form = form;
        this.grouping = new Grouping<>(bounds, weight, (questions, lane) -> run(questions));
    }

    /** The answer comes where the caller is, though the query may be another caller's. */
    public Uni<A> ask(Q question) {
        Uni<A> answer = Uni.createFrom().completionStage(() -> grouping.add(question));
        Context caller = Vertx.currentContext();
        return caller == null ? answer : answer.emitOn(task -> caller.runOnContext(_ -> task.run()));
    }

    private CompletableFuture<List<A>> run(List<Q> questions) {
        return pool.preparedQuery(form.sql())
                .execute(form.arguments().apply(questions))
                .map(rows -> answers(rows, questions.size()))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private List<A> answers(RowSet<Row> rows, int questions) {
        List<List<Row>> places = new ArrayList<>(questions);
        for (int i = 0; i < questions; i++) {
            places.add(new ArrayList<>(1));
        }
        rows.forEach(
                row -> places.get(Math.toIntExact(row.getLong("place")) - 1).add(row));
        return places.stream().map(form.answer()).toList();
    }
}

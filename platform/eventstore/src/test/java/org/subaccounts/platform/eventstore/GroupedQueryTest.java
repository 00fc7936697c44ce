package org.subaccounts.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.subaccounts.platform.eventstore.TestStore.failureOf;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupedQueryTest {
    /** Multiples of the number below a hundred and what was asked with it; none for a hundred and more, a failure for 0. */
    private static final String MULTIPLES = """
            with asked as (select count(*) as together, min(100 / number) as proof from unnest($1::integer[]) as q (number))
            select q.place, q.number * n as multiple, asked.together + 0 * asked.proof as together
              from asked, unnest($1::integer[]) with ordinality as q (number, place), generate_series(1, 100) n
             where q.number * n < 100""";

    private final TestStore store = TestStore.create();
    private final GroupedQuery<Integer, List<Row>> multiples = new GroupedQuery<>(
            store.pool,
            new GroupBounds(2, 10),
            number -> 1,
            new GroupedQuery.Form<>(
                    MULTIPLES,
                    numbers -> Tuple.tuple().addArrayOfInteger(numbers.toArray(Integer[]::new)),
                    rows -> rows));

    @AfterEach
    void stop() {
        store.close();
    }

    private List<CompletableFuture<List<Row>>> ask(IntStream numbers) {
        return numbers.mapToObj(number -> multiples.ask(number).subscribeAsCompletionStage())
                .toList();
    }

    @Test
    void questions_at_the_same_time_are_one_query_within_the_bounds_and_each_gets_its_own_answer() {
        List<List<Row>> answers =
                ask(IntStream.range(1, 150)).stream().map(TestStore::await).toList();

        for (int number = 1; number < 150; number++) {
            int own = number;
            assertThat(answers.get(number - 1).stream().map(row -> row.getInteger("multiple")))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(1, 100)
                            .filter(multiple -> multiple % own == 0)
                            .boxed()
                            .toList());
        }
        List<Long> together = answers.stream()
                .flatMap(List::stream)
                .map(row -> row.getLong("together"))
                .toList();
        assertThat(together).allMatch(questions -> questions <= 10).contains(10L);
    }

    @Test
    void a_question_that_the_database_refuses_fails_no_other() {
        List<CompletableFuture<List<Row>>> asked = ask(IntStream.of(7, 8, 0, 9));

        assertThat(failureOf(asked.get(2))).get().isInstanceOf(PgException.class);
        for (int other : List.of(0, 1, 3)) {
            assertThat(TestStore.await(asked.get(other))).isNotEmpty();
        }
    }

    @Test
    void each_goes_on_where_he_asked() {
        ask(IntStream.of(1)).forEach(TestStore::await); // Mutiny's first use is not for two threads at the same time
        List<Context> contexts = List.of(eventLoop(), eventLoop());
        List<CompletableFuture<Optional<Context>>> where = IntStream.range(0, 40)
                .mapToObj(number -> {
                    CompletableFuture<Optional<Context>> answeredOn = new CompletableFuture<>();
                    contexts.get(number % 2).runOnContext(_ -> multiples
                            .ask(number + 1)
                            .subscribe()
                            .with(
                                    rows -> answeredOn.complete(Optional.ofNullable(Vertx.currentContext())),
                                    answeredOn::completeExceptionally));
                    return answeredOn;
                })
                .toList();

        for (int number = 0; number < where.size(); number++) {
            assertThat(TestStore.await(where.get(number))).contains(contexts.get(number % 2));
        }
    }

    private Context eventLoop() {
        VertxInternal vertx = (VertxInternal) store.vertx;
        return vertx.createEventLoopContext(
                vertx.getEventLoopGroup().next(), null, Thread.currentThread().getContextClassLoader());
    }
}

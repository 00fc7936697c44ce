package org.subaccounts.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.subaccounts.contracts.MessageSent;
import org.subaccounts.platform.eventstore.PgUnitOfWork;

/** The effect of test consumers: a row per event, numbered in the order of arrival, doubles allowed so that they show. */
final class Seen {
    private static final String ADD =
            "insert into seen (account, number) select a, n from unnest($1::uuid[], $2::int[]) with ordinality as s(a, n, o) order by o";

    private Seen() {}

    static void add(List<ReceivedEvent> events, PgUnitOfWork work) {
        List<MessageSent> messages =
                events.stream().map(event -> (MessageSent) event.event()).toList();
        var unused = work.enlist(
                ADD,
                Tuple.tuple()
                        .addArrayOfUUID(
                                messages.stream().map(MessageSent::accountId).toArray(UUID[]::new))
                        .addArrayOfInteger(messages.stream()
                                .map(message -> Integer.valueOf(message.messageId()))
                                .toArray(Integer[]::new)));
    }

    static int count(Replica replica) {
        return replica.sql("select count(*)::int from seen").iterator().next().getInteger(0);
    }

    static List<Integer> numbers(Replica replica, UUID account) {
        List<Integer> numbers = new ArrayList<>();
        for (Row row : replica.sql("select number from seen where account = $1 order by id", account)) {
            numbers.add(row.getInteger(0));
        }
        return numbers;
    }

    /** Every number once, in order. */
    static void requireExactly(Replica replica, UUID account, int count) {
        assertThat(numbers(replica, account))
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }
}

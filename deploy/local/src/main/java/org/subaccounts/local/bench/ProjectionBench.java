package org.subaccounts.local.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.subaccounts.local.bench.Comparison.Ratio;

/**
 * How fast usage is counted, against the same consumer without a database, with one upsert per event, and Kafka Streams; what ten
 * times the events cost; memory; the usage answer against plain SQL; and how late it is. Argument: the file for the JSON lines.
 * Settings: BENCH_EVENTS (10 million), BENCH_ROUNDS (3). billing-service must run with {@code PLATFORM_FLOORS_ENABLED=true}.
 */
public final class ProjectionBench {
    static final int EVENTS = setting("BENCH_EVENTS", 10_000_000);

    private static final int ROUNDS = setting("BENCH_ROUNDS", 3);
    /** One upsert per event takes long, and its rate does not depend on how many there are. */
    private static final int ROW_BY_ROW_SHARE = 50;

    private static final double MEMORY_BOUND_MIB = 300;

    private ProjectionBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        Path file = Path.of(arguments[0]);
        ProjectionEvents.write(EVENTS);
        ProjectionContenders contenders = new ProjectionContenders();
        rates(contenders, file);
        growth(contenders, file);
        Comparison.append(file, "resident-mib-billing-projecting-vs-300", contenders.peakMiB() / MEMORY_BOUND_MIB, 1);
        new UsageAnswers(ROUNDS).run(file);
        new UsageFreshness().run(file);
    }

    private static void rates(ProjectionContenders contenders, Path file) throws IOException {
        Comparison comparison = new Comparison();
        int half = EVENTS / 2;
        int few = EVENTS / ROW_BY_ROW_SHARE;
        comparison.add("projection", unused -> contenders.projection(half / 5, half));
        comparison.add("without database", unused -> contenders.withoutDatabase(half / 5, half));
        comparison.add("row by row", unused -> contenders.rowByRow(few / 5, few));
        comparison.add("kafka streams", unused -> contenders.streams(half / 5, half));
        comparison.rounds(ROUNDS, 0);
        comparison.report(
                List.of(
                        new Ratio("projection-vs-floor", "projection", "without database", 0.8),
                        new Ratio("projection-vs-kafka-streams", "projection", "kafka streams", 1),
                        new Ratio("projection-vs-row-by-row", "projection", "row by row", 5)),
                file);
    }

    /** Both from the same mark on, so that the shorter run is as warm as the longer one. */
    private static void growth(ProjectionContenders contenders, Path file) throws IOException {
        Comparison comparison = new Comparison();
        int tenth = EVENTS / 10;
        comparison.add("a tenth of the events", unused -> contenders.projection(tenth / 2, tenth));
        comparison.add("all events", unused -> contenders.projection(tenth / 2, EVENTS));
        comparison.rounds(ROUNDS, 0);
        comparison.report(List.of(), file);
        comparison.appendCost(file, "projection-growth-10m-vs-1m", "all events", "a tenth of the events", 1.2);
    }

    private static int setting(String name, int otherwise) {
        String value = System.getenv().getOrDefault(name, "");
        return value.isBlank() ? otherwise : Integer.parseInt(value);
    }
}

package org.subaccounts.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.subaccounts.local.bench.HttpLoad.Result;

/**
 * Runs several loads in turn, round by round, so that whatever else the machine does hits all of them alike, and reports
 * ratios of rates: the median of the rounds, and the worst.
 */
final class Comparison {
    private final Map<String, LongFunction<Result>> loads = new LinkedHashMap<>();
    private final Map<String, List<Result>> results = new LinkedHashMap<>();

    void add(String name, LongFunction<Result> load) {
        loads.put(name, load);
    }

    /** A load is given how long to run, in milliseconds. The rounds begin when every load has warmed up. */
    void run(int rounds, long warmUpMillis, long millis) {
        loads.forEach((name, load) -> System.out.printf(
                "warmed up: %s, %.0f per second%n",
                name, load.apply(warmUpMillis).perSecond()));
        rounds(rounds, millis);
    }

    /** Rounds of loads that know themselves when they are warm. */
    void rounds(int rounds, long millis) {
        for (int round = 1; round <= rounds; round++) {
            loads.forEach((name, load) ->
                    results.computeIfAbsent(name, first -> new ArrayList<>()).add(load.apply(millis)));
            System.out.println("round " + round + " of " + rounds);
        }
    }

    /** A ratio of two loads that ran: rate of {@code ours} over rate of {@code floor}. */
    record Ratio(String name, String ours, String floor, double aim) {}

    /** Prints tables and adds a line for each ratio to the file. */
    void report(List<Ratio> ratios, Path file) throws IOException {
        System.out.printf("%n%-28s %10s %9s%n", "load", "per second", "p99 ms");
        results.forEach((name, rounds) -> System.out.printf(
                "%-28s %10.0f %9.1f%n",
                name,
                median(rounds.stream().map(Result::perSecond).toList()),
                median(rounds.stream().map(Result::p99Millis).toList())));
        System.out.printf("%n%-44s %7s %7s %7s%n", "ratio", "median", "worst", "aim");
        ObjectMapper json = new ObjectMapper();
        List<String> lines = new ArrayList<>();
        for (Ratio ratio : ratios) {
            List<Result> ours = results.getOrDefault(ratio.ours(), List.of());
            List<Result> floor = results.getOrDefault(ratio.floor(), List.of());
            List<Double> perRound = new ArrayList<>();
            for (int round = 0; round < ours.size(); round++) {
                perRound.add(ours.get(round).perSecond() / floor.get(round).perSecond());
            }
            double median = median(perRound);
            double worst = perRound.stream().min(Double::compare).orElse(0.0);
            System.out.printf(
                    "%-44s %7.2f %7.2f %7s%n", ratio.name(), median, worst, ratio.aim() > 0 ? ratio.aim() : "-");
            ObjectNode line = json.createObjectNode()
                    .put("name", ratio.name())
                    .put("ratio", rounded(median))
                    .put("worst", rounded(worst))
                    .put("rounds", perRound.size())
                    .put(
                            "ours_per_second",
                            Math.round(
                                    median(ours.stream().map(Result::perSecond).toList())))
                    .put(
                            "floor_per_second",
                            Math.round(
                                    median(floor.stream().map(Result::perSecond).toList())));
            double floorP99 = median(floor.stream().map(Result::p99Millis).toList());
            if (floorP99 > 0) {
                line.put(
                        "p99_ratio",
                        rounded(median(ours.stream().map(Result::p99Millis).toList()) / floorP99));
            }
            if (ratio.aim() > 0) {
                line.put("aim", ratio.aim());
            }
            lines.add(json.writeValueAsString(line));
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Median over the rounds of the rate of one load over that of another. */
    double ratio(String ours, String floor) {
        List<Result> one = results.getOrDefault(ours, List.of());
        List<Result> other = results.getOrDefault(floor, List.of());
        List<Double> perRound = new ArrayList<>();
        for (int round = 0; round < one.size(); round++) {
            perRound.add(one.get(round).perSecond() / other.get(round).perSecond());
        }
        return median(perRound);
    }

    /** The same of costs, and so the other way round, with the worst round: not to be above the bound. */
    void appendCost(Path file, String name, String ours, String other, double bound) throws IOException {
        List<Double> perRound = new ArrayList<>();
        List<Result> one = results.getOrDefault(ours, List.of());
        for (int round = 0; round < one.size(); round++) {
            perRound.add(results.getOrDefault(other, List.of()).get(round).perSecond()
                    / one.get(round).perSecond());
        }
        append(file, name, median(perRound), Collections.max(perRound), bound);
    }

    /** One more line in a file that {@link #report} wrote: a ratio that should not be above its bound. */
    static void append(Path file, String name, double ratio, double bound) throws IOException {
        append(file, name, ratio, ratio, bound);
    }

    private static void append(Path file, String name, double ratio, double worst, double bound) throws IOException {
        System.out.printf("%-44s %7.2f %7.2f %7s%n", name, ratio, worst, "<= " + bound);
        ObjectNode line = new ObjectMapper()
                .createObjectNode()
                .put("name", name)
                .put("ratio", rounded(ratio))
                .put("worst", rounded(worst))
                .put("bound", bound);
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.isEmpty()
                ? 0
                : sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}

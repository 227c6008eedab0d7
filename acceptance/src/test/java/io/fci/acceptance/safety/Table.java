package io.fci.acceptance.safety;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What came of all cases, one line each.
final class Table {
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /// @param outages what the client missed: once, or at each of many hand-overs
    /// @param silences how long nobody spoke between two owners
    /// @param overlaps that nothing excuses
    /// @param tolerated those that the documentation names as a limit
    record Result(String name, List<Double> outages, List<Double> silences, List<Overlap> overlaps,
            List<Overlap> tolerated,
            Map<String, Double> figures) {}

    private record Row(List<Double> outages, List<Double> silences, List<Overlap> overlaps, List<Overlap> tolerated,
            Map<String, List<Double>> figures, List<String> failures) {}

    void add(Result result) {
        var row = row(result.name());
        row.outages.addAll(result.outages());
        row.silences.addAll(result.silences());
        row.overlaps.addAll(result.overlaps());
        row.tolerated.addAll(result.tolerated());
        result.figures().forEach((what, value) -> row.figures.computeIfAbsent(what, w -> new ArrayList<>()).add(value));
    }

    void failed(String name, Throwable why) {
        row(name).failures.add(String.valueOf(why.getMessage()).lines().findFirst().orElse("").strip());
    }

    private Row row(String name) {
        return rows.computeIfAbsent(name, n -> new Row(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(),
                new ArrayList<>(), new TreeMap<>(), new ArrayList<>()));
    }

    String text() {
        var lines = new ArrayList<String>();
        lines.add(
                "| case | runs | outage ms, min / median / max | silence between owners ms, least | overlap | besides |");
        lines.add("|---|---|---|---|---|---|");
        rows.forEach((name, row) -> lines.add("| " + String.join(" | ", name,
                row.outages.size() + (row.failures.isEmpty() ? "" : ", " + row.failures.size() + " FAILED"),
                spread(row.outages), row.silences.isEmpty() ? "-" : millis(least(row.silences)),
                row.overlaps.isEmpty()
                        ? "none"
                        : row.overlaps.size() + ", up to " + millis(longest(row.overlaps)) + " ms",
                besides(row)) + " |"));
        return String.join("\n", lines);
    }

    private static String besides(Row row) {
        var besides = new ArrayList<String>();
        row.figures.forEach((what, values) -> besides.add(what + " " + spread(values)));
        row.tolerated.stream().map(Overlap::witness).distinct().forEach(witness -> besides.add("known limit: "
                + witness.words + " up to " + millis(longest(
                        row.tolerated.stream().filter(o -> o.witness() == witness).toList()))
                + " ms"));
        besides.addAll(row.failures.stream().map(why -> "FAILED: " + why).toList());
        return String.join("; ", besides);
    }

    static String spread(List<Double> values) {
        if (values.isEmpty()) {
            return "-";
        }
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return sorted.size() == 1
                ? millis(median)
                : millis(sorted.getFirst()) + " / " + millis(median) + " / " + millis(sorted.getLast());
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    private static double longest(List<Overlap> overlaps) {
        return overlaps.stream().mapToDouble(Overlap::millis).max().orElse(0);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.1f" : "%.0f", value);
    }

    /// Beside the recordings.
    void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

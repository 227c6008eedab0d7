package io.fci.cli;

import java.util.ArrayList;
import java.util.List;

/// Columns of text, as wide as they must be; no trailing blanks, so that what is piped is clean.
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final String indent;

    Table(String indent, String... headings) {
        this.indent = indent;
        rows.add(List.of(headings));
    }

    /// An empty cell is shown as '-', so that a script can count columns.
    void row(String... cells) {
        rows.add(List.of(cells).stream().map(c -> c.isEmpty() ? "-" : c).toList());
    }

    List<String> lines() {
        int columns = rows.getFirst().size();
        var widths = new int[columns];
        for (var row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        var line = new StringBuilder(indent);
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
        }
        return line.toString().stripTrailing();
    }
}

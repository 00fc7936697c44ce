package org.subaccounts.local;

import java.io.PrintStream;
import java.util.List;

/** Tells the demonstration on a terminal, in colour if that is wanted. */
final class Narrator {
    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String CYAN = "\u001b[36m";

    private final PrintStream out;
    private final boolean coloured;

    Narrator(PrintStream out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    /** A step, and what it shows. */
    void step(int number, String title, String shows) {
        out.println();
        out.println(in(BOLD + CYAN, number + ". " + title));
        out.println(in(DIM, "   " + shows));
    }

    void request(String method, String path, int status) {
        out.println(
                "   " + in(DIM, "%-6s".formatted(method) + " " + path) + " → " + in(BOLD, Integer.toString(status)));
    }

    /** Something that was expected and came true. */
    void seen(String what) {
        out.println("   " + in(GREEN, "✓") + " " + what);
    }

    void failed(String what) {
        out.println("   " + in(RED, "✗ " + what));
    }

    /** Rows of cells; the first row is the heading, all columns but the first are aligned to the right. */
    void table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder("     ");
            for (int i = 0; i < columns; i++) {
                String format = i == 0 ? "%-" + widths[i] + "s" : "%" + (widths[i] + 3) + "s";
                line.append(format.formatted(rows.get(r).get(i)));
            }
            out.println(r == 0 ? in(BOLD, line.toString()) : line.toString());
        }
    }

    private String in(String style, String text) {
        return coloured ? style + text + RESET : text;
    }
}

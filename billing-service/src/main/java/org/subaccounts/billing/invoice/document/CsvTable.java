package org.subaccounts.billing.invoice.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes RFC 4180: a header row, CRLF, UTF-8. No cell can be a formula for the spreadsheet that opens it. */
final class CsvTable {
    private static final String FORMULA_BEGINNINGS = "=+-@\t\r";

    private final StringBuilder text = new StringBuilder();
    private final CSVPrinter printer;

    CsvTable(String... header) {
        try {
            printer = new CSVPrinter(
                    text, CSVFormat.RFC4180.builder().setHeader(header).get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text is what others wrote: it is defused. Numbers are written as they are. */
    void row(Object... cells) {
        Object[] safe = new Object[cells.length];
        for (int i = 0; i < cells.length; i++) {
            safe[i] = cells[i] instanceof String written ? defused(written) : cells[i];
        }
        try {
            printer.printRecord(safe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The apostrophe makes a spreadsheet take the cell as text, and does not show it. */
    static String defused(String cell) {
        return !cell.isEmpty() && FORMULA_BEGINNINGS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}

package org.subaccounts.billing.invoice.document;

import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.Font;
import com.lowagie.text.PageSize;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfWriter;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.text.Bidi;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.subaccounts.billing.account.Issuer;

/** An A4 document of paragraphs and tables. Written page by page: a long table is never in memory as a whole. */
final class PdfDocument {
    private static final float SIDE_MARGIN = 48;
    private static final float TOP_MARGIN = 60;
    private static final float BOTTOM_MARGIN = 60;
    private static final float PADDING = 3;
    private static final float HAIRLINE = 0.4f;
    private static final float GAP = 10;
    private static final int ROWS_AT_A_TIME = 40;
    private static final Color LINE_COLOR = new Color(0xb0, 0xb0, 0xb0);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PdfFonts fonts = new PdfFonts();
    private final Document document = new Document(PageSize.A4, SIDE_MARGIN, SIDE_MARGIN, TOP_MARGIN, BOTTOM_MARGIN);

    PdfDocument(String title, Issuer issuer, String header) {
        PdfWriter writer = PdfWriter.getInstance(document, bytes);
        writer.setPageEvent(new PdfPageFrame(header, Objects.requireNonNullElse(issuer.footer(), ""), fonts.small));
        document.addTitle(title);
        document.addCreator("");
        String name = issuer.name();
        if (name != null) {
            document.addAuthor(name);
        }
        document.open();
        if (name != null) {
            paragraph(name, fonts.strong, Element.ALIGN_RIGHT);
        }
        issuer.address().forEach(line -> paragraph(line, fonts.text, Element.ALIGN_RIGHT));
        paragraph(title, fonts.title, Element.ALIGN_LEFT).gap();
    }

    PdfDocument heading(String text) {
        return gap().paragraph(text, fonts.strong, Element.ALIGN_LEFT);
    }

    PdfDocument note(String text) {
        return paragraph(text, fonts.small, Element.ALIGN_LEFT);
    }

    PdfDocument gap() {
        Paragraph space = new Paragraph(" ", fonts.small);
        space.setLeading(GAP);
        document.add(space);
        return this;
    }

    /** Labels and what belongs to them, without lines. */
    PdfDocument facts(List<List<String>> labelsAndValues) {
        PdfPTable table = emptyTable(1, 3);
        for (List<String> fact : labelsAndValues) {
            table.addCell(cell(fact.getFirst(), fonts.small, false, Rectangle.NO_BORDER));
            table.addCell(cell(fact.getLast(), fonts.text, false, Rectangle.NO_BORDER));
        }
        document.add(table);
        return this;
    }

    /** The header is repeated on each page. {@code textColumns} at the left are text, the others numbers. */
    PdfDocument table(float[] widths, int textColumns, List<String> header, Consumer<Rows> content) {
        gap();
        PdfPTable table = emptyTable(widths);
        for (int i = 0; i < header.size(); i++) {
            table.addCell(cell(header.get(i), fonts.strong, i >= textColumns, Rectangle.BOTTOM));
        }
        table.setHeaderRows(1);
        table.setComplete(false);
        content.accept(new Rows(table, textColumns));
        table.setComplete(true);
        document.add(table);
        return this;
    }

    byte[] bytes() {
        document.close();
        return bytes.toByteArray();
    }

    /** Takes the rows of a table, and writes them out before there are many. */
    final class Rows {
        private final PdfPTable table;
        private final int textColumns;
        private int pending;

        private Rows(PdfPTable table, int textColumns) {
            this.table = table;
            this.textColumns = textColumns;
        }

        void row(String... cells) {
            row(fonts.text, cells);
        }

        void strong(String... cells) {
            row(fonts.strong, cells);
        }

        /** Explains the row above it. */
        void detail(String... cells) {
            row(fonts.small, cells);
        }

        private void row(Font font, String... cells) {
            for (int i = 0; i < cells.length; i++) {
                table.addCell(cell(cells[i], font, i >= textColumns, Rectangle.BOTTOM));
            }
            pending++;
            if (pending == ROWS_AT_A_TIME) {
                document.add(table);
                pending = 0;
            }
        }
    }

    private PdfDocument paragraph(String text, Font font, int alignment) {
        Paragraph paragraph = new Paragraph(PdfFonts.phrase(text, font));
        paragraph.setAlignment(alignment);
        document.add(paragraph);
        return this;
    }

    private static PdfPTable emptyTable(float... widths) {
        PdfPTable table = new PdfPTable(widths);
        table.setWidthPercentage(100);
        table.setSplitLate(true);
        return table;
    }

    private static PdfPCell cell(String text, Font font, boolean number, int border) {
        PdfPCell cell = new PdfPCell(PdfFonts.phrase(text, font));
        cell.setHorizontalAlignment(number ? Element.ALIGN_RIGHT : Element.ALIGN_LEFT);
        cell.setBorder(border);
        cell.setBorderWidth(HAIRLINE);
        cell.setBorderColor(LINE_COLOR);
        cell.setPadding(PADDING);
        if (!number && isPartlyRightToLeft(text)) {
            cell.setRunDirection(PdfWriter.RUN_DIRECTION_DEFAULT);
        }
        return cell;
    }

    private static boolean isPartlyRightToLeft(String text) {
        char[] characters = text.toCharArray();
        return Bidi.requiresBidi(characters, 0, characters.length);
    }
}

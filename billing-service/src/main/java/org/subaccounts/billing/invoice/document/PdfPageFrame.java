package org.subaccounts.billing.invoice.document;

import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.Font;
import com.lowagie.text.pdf.ColumnText;
import com.lowagie.text.pdf.PdfContentByte;
import com.lowagie.text.pdf.PdfPageEventHelper;
import com.lowagie.text.pdf.PdfTemplate;
import com.lowagie.text.pdf.PdfWriter;
import org.jspecify.annotations.Nullable;

/** What every page has: whose document it is at the top, the footer and "Page 2 of 7" at the bottom. */
final class PdfPageFrame extends PdfPageEventHelper {
    private static final float HEADER_ABOVE_TEXT = 18;
    private static final float FOOTER_BELOW_TEXT = 22;
    private static final float LINE = 10;
    private static final float COUNT_WIDTH = 20;
    private static final float SPACE = 2;
    /** Room in the template below the line on which the count stands. */
    private static final float DEPTH = 3;

    private final String header;
    private final String footer;
    private final Font font;
    private @Nullable PdfTemplate pageCount;

    PdfPageFrame(String header, String footer, Font font) {
        this.header = header;
        this.footer = footer;
        this.font = font;
    }

    @Override
    public void onOpenDocument(PdfWriter writer, Document document) {
        pageCount = writer.getDirectContent().createTemplate(COUNT_WIDTH, LINE + DEPTH);
    }

    @Override
    public void onEndPage(PdfWriter writer, Document document) {
        PdfContentByte page = writer.getDirectContent();
        if (writer.getPageNumber() > 1) {
            write(page, Element.ALIGN_LEFT, header, document.left(), document.top() + HEADER_ABOVE_TEXT);
        }
        float bottom = document.bottom() - FOOTER_BELOW_TEXT;
        write(page, Element.ALIGN_LEFT, footer, document.left(), bottom);
        float countAt = document.right() - COUNT_WIDTH;
        write(page, Element.ALIGN_RIGHT, "Page " + writer.getPageNumber() + " of", countAt, bottom);
        if (pageCount != null) {
            page.addTemplate(pageCount, countAt, bottom - DEPTH);
        }
    }

    /** Only now it is known how many there are. */
    @Override
    public void onCloseDocument(PdfWriter writer, Document document) {
        if (pageCount != null) {
            write(pageCount, Element.ALIGN_LEFT, Integer.toString(writer.getPageNumber() - 1), SPACE, DEPTH);
        }
    }

    private void write(PdfContentByte onto, int alignment, String text, float x, float y) {
        ColumnText.showTextAligned(onto, alignment, PdfFonts.phrase(text, font), x, y, 0);
    }
}

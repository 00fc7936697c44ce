package org.subaccounts.billing.invoice.document;

import com.lowagie.text.Font;
import com.lowagie.text.Phrase;
import com.lowagie.text.pdf.BaseFont;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The fonts of one document, embedded with the glyphs that it uses. What they have no glyph for (DejaVu has Latin, Greek,
 * Cyrillic, Hebrew, Arabic and more, but no Chinese, Japanese or Korean) is shown by a replacement character.
 */
final class PdfFonts {
    private static final byte[] REGULAR = read("DejaVuSansCondensed.ttf");
    private static final byte[] BOLD = read("DejaVuSansCondensed-Bold.ttf");
    private static final int REPLACEMENT = 0xFFFD;
    private static final float TEXT_POINTS = 9;
    private static final float SMALL_POINTS = 7.5f;
    private static final float TITLE_POINTS = 20;
    private static final Color GREY = new Color(0x60, 0x60, 0x60);

    final Font text;
    final Font strong;
    final Font small;
    final Font title;

    PdfFonts() {
        BaseFont regular = load("DejaVuSansCondensed.ttf", REGULAR);
        BaseFont bold = load("DejaVuSansCondensed-Bold.ttf", BOLD);
        text = new Font(regular, TEXT_POINTS);
        strong = new Font(bold, TEXT_POINTS);
        small = new Font(regular, SMALL_POINTS, Font.NORMAL, GREY);
        title = new Font(bold, TITLE_POINTS);
    }

    static Phrase phrase(String content, Font font) {
        return new Phrase(printable(content, font.getBaseFont()), font);
    }

    /** Only what the font can show, in one line. */
    static String printable(String content, BaseFont font) {
        StringBuilder shown = new StringBuilder(content.length());
        content.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.isWhitespace(c)) {
                shown.append(' ');
            } else {
                shown.appendCodePoint(font.charExists(c) ? c : REPLACEMENT);
            }
        });
        return shown.toString();
    }

    /** Anew for each document: what a font object reads from is not made for several threads. */
    private static BaseFont load(String name, byte[] file) {
        try {
            return BaseFont.createFont(name, BaseFont.IDENTITY_H, BaseFont.EMBEDDED, BaseFont.NOT_CACHED, file, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String name) {
        try (InputStream font = PdfFonts.class.getResourceAsStream("/net/sf/jasperreports/fonts/dejavu/" + name)) {
            if (font == null) {
                throw new IllegalStateException("the font " + name + " is not there");
            }
            return font.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

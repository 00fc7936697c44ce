package org.subaccounts.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The text of a PDF, page by page, without spaces: between the cells of a table there are none to read. */
public record PdfText(List<String> pages) {
    public static PdfText of(byte[] pdf) {
        List<String> pages = new ArrayList<>();
        try (PdfReader reader = new PdfReader(pdf)) {
            PdfTextExtractor extractor = new PdfTextExtractor(reader);
            for (int page = 1; page <= reader.getNumberOfPages(); page++) {
                pages.add(extractor.getTextFromPage(page).replaceAll("\\s+", ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PdfText(pages);
    }

    /** Fails unless each of these is there, whatever spaces are in them. */
    public void requireAll(String... texts) {
        requireAll(String.join("", pages), texts);
    }

    /** The same for one page, counted from 1. */
    public void requireOnPage(int page, String... texts) {
        requireAll(pages.get(page - 1), texts);
    }

    private static void requireAll(String where, String... texts) {
        for (String text : texts) {
            assertThat(where).contains(text.replaceAll("\\s+", ""));
        }
    }
}

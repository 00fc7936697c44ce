package org.subaccounts.billing.invoice.document;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;

/** Answers with a document: JSON as it is, files for saving under a name. */
public final class DocumentAnswer {
    private static final Pattern NOT_FOR_FILE_NAMES = Pattern.compile("[^A-Za-z0-9-]");

    private DocumentAnswer() {}

    public static Response json(Object view) {
        return Response.ok(view, DocumentFormat.JSON.mediaType())
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }

    /** {@code name}: of the file, without its extension. */
    public static Response file(DocumentFormat format, String name, byte[] content) {
        String fileName = NOT_FOR_FILE_NAMES.matcher(name).replaceAll("_") + "." + format.extension();
        return Response.ok(content, format.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }
}

package org.subaccounts.billing.invoice.document;

import jakarta.ws.rs.core.MediaType;

/** In which forms an invoice or a statement is given. */
public enum DocumentFormat {
    JSON("application/json", "json"),
    CSV("text/csv;charset=utf-8", "csv"),
    PDF("application/pdf", "pdf");

    private final String mediaType;
    private final String extension;

    DocumentFormat(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    MediaType mediaType() {
        return MediaType.valueOf(mediaType);
    }

    String extension() {
        return extension;
    }
}

package org.subaccounts.sending.message.deliver;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A file of a message; with an {@code inlineId} (no angle brackets) HTML can show it. */
public final class Attachment {
    private final String fileName;
    private final String contentType;
    private final @Nullable String inlineId;
    private final byte[] data;

    /** Keeps the array as it is: it may be 20 MB. */
    Attachment(String fileName, String contentType, @Nullable String inlineId, byte[] data) {
        this.fileName = fileName;
        this.contentType = contentType;
        this.inlineId = inlineId;
        this.data = data;
    }

    String fileName() {
        return fileName;
    }

    String contentType() {
        return contentType;
    }

    @Nullable String inlineId() {
        return inlineId;
    }

    InputStream open() {
        return new ByteArrayInputStream(data);
    }
}

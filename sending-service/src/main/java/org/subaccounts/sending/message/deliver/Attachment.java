package org.subaccounts.sending.message.deliver;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of a message. {@code disposition}: inline or attachment; with an {@code inlineId} (no angle brackets) HTML can show it. */
public final class Attachment {
    private final String fileName;
    private final String contentType;
    private final String disposition;
    private final @Nullable String inlineId;
    private final List<byte[]> pieces = new ArrayList<>(1);

    Attachment(String fileName, String contentType, String disposition, @Nullable String inlineId) {
        this.fileName = fileName;
        this.contentType = contentType;
        this.disposition = disposition;
        this.inlineId = inlineId;
    }

    /** Keeps the array as it is: all together may be 20 MB. */
    @CanIgnoreReturnValue
    Attachment add(byte[] piece) {
        pieces.add(piece);
        return this;
    }

    String fileName() {
        return fileName;
    }

    String contentType() {
        return contentType;
    }

    String disposition() {
        return disposition;
    }

    @Nullable String inlineId() {
        return inlineId;
    }

    InputStream open() {
        return new SequenceInputStream(Collections.enumeration(
                pieces.stream().map(ByteArrayInputStream::new).toList()));
    }
}

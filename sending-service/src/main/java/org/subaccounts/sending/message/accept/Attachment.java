package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A file as requests give it; its data is decoded while the request is read. {@link AttachmentRules} says what is allowed. */
@Schema(
        name = "AttachmentInRequest",
        requiredProperties = {"data", "content_type", "file_name"})
@JsonDeserialize(using = AttachmentReader.class)
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of the data would be megabytes
public record Attachment(
        @Schema(defaultValue = "false", description = "Whether `data` is base64; else it is text, sent as UTF-8.")
        @Nullable Boolean base64,

        @Schema(type = SchemaType.STRING, implementation = String.class)
        byte @Nullable [] data,

        @Schema(description = "Media type, with its parameters if it has some. `multipart/…` is not possible.")
        @Nullable String contentType,

        @Schema(
                description =
                        "`attachment` or `inline`; left out: `inline` with a Content-ID in angle brackets, else `attachment`.")
        @Nullable String contentDisposition,

        @Schema(
                description =
                        "In angle brackets, `<logo@example.com>`, it makes the file an inline part that the HTML refers to as"
                                + " `cid:logo@example.com`; without them the file is a regular attachment.")
        @Nullable String contentId,

        @Schema(maxLength = AttachmentRules.MAX_NAME_LENGTH) @Nullable String fileName) {}

package org.subaccounts.sending.message.get;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A mail taken apart (MIME). Files are read where they are when this is written. */
@Schema(name = "MessageContentParsed")
public record ParsedContent(
        @Schema(description = "What is shown: text, HTML.") List<Part> parts,

        @Schema(description = "Files, also those that are shown inside of the HTML.")
        List<File> attachments,

        @Schema(description = "Of the message itself, unfolded and decoded; each with all its values in their order.")
        Map<String, List<String>> headers) {
    public ParsedContent {
        parts = List.copyOf(parts);
        attachments = List.copyOf(attachments);
    }

    /** One form of what is shown. */
    @Schema(name = "MessageContentPart")
    public record Part(String contentType, String content) {}

    /** One file; {@code content} in base64. */
    @Schema(name = "MessageAttachment")
    public record File(
            String filename,

            @Schema(type = SchemaType.STRING, implementation = String.class) @JsonSerialize(using = Base64.class)
            DataHandler content,

            String contentType,

            @Schema(description = "Without angle brackets; empty if it has none.")
            String contentId) {}

    static ParsedContent of(MimeMessage mail) throws MessagingException, IOException {
        List<Part> parts = new ArrayList<>();
        List<File> files = new ArrayList<>();
        collect(mail, parts, files);
        return new ParsedContent(parts, files, headers(mail));
    }

    private static Map<String, List<String>> headers(MimeMessage mail) throws MessagingException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        // lines, since the names that the library gives for headers are not always those that it writes
        for (String line : Collections.list(mail.getAllHeaderLines())) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>(1))
                    .add(decoded(MimeUtility.unfold(line.substring(colon + 1))).strip());
        }
        return headers;
    }

    private static void collect(MimePart part, List<Part> parts, List<File> files)
            throws MessagingException, IOException {
        ContentType type = new ContentType(part.getContentType());
        if (type.getPrimaryType().equalsIgnoreCase("multipart")) {
            MimeMultipart multipart = (MimeMultipart) part.getContent();
            for (int i = 0; i < multipart.getCount(); i++) {
                collect((MimePart) multipart.getBodyPart(i), parts, files);
            }
        } else if (isShown(part, type)) {
            parts.add(new Part(mediaType(type), text(part, type)));
        } else {
            files.add(new File(
                    decoded(Objects.requireNonNullElse(part.getFileName(), "")),
                    part.getDataHandler(),
                    mediaType(type),
                    contentId(part)));
        }
    }

    private static boolean isShown(MimePart part, ContentType type) throws MessagingException {
        return type.getPrimaryType().equalsIgnoreCase("text")
                && !"attachment".equalsIgnoreCase(part.getDisposition())
                && part.getFileName() == null
                && contentId(part).isEmpty();
    }

    private static String mediaType(ContentType type) {
        return type.getBaseType().toLowerCase(Locale.ROOT);
    }

    private static String text(MimePart part, ContentType type) throws MessagingException, IOException {
        try (InputStream text = part.getDataHandler().getInputStream()) {
            return new String(text.readAllBytes(), charset(type.getParameter("charset")));
        }
    }

    private static Charset charset(@Nullable String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static String contentId(MimePart part) throws MessagingException {
        String id = Objects.requireNonNullElse(part.getContentID(), "").strip();
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }

    private static String decoded(String text) {
        return DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT);
    }

    /** Writes a file as a JSON string in base64, piece by piece. */
    static final class Base64 extends JsonSerializer<DataHandler> {
        @Override
        public void serialize(DataHandler file, JsonGenerator json, SerializerProvider serializers) throws IOException {
            try (InputStream data = file.getInputStream()) {
                json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, data, -1);
            }
        }
    }
}

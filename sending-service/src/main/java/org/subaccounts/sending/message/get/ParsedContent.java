package org.subaccounts.sending.message.get;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.BinaryBody;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.util.MimeUtil;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A message taken apart (MIME). */
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
            String content,
            String contentType,

            @Schema(description = "Without angle brackets; empty if it has none.")
            String contentId) {}

    /** Fails if it is no message. */
    static ParsedContent of(byte[] raw) throws IOException {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        Message message = builder.parseMessage(new ByteArrayInputStream(raw));
        try {
            List<Part> parts = new ArrayList<>();
            List<File> files = new ArrayList<>();
            collect(message, parts, files);
            return new ParsedContent(parts, files, headers(message));
        } finally {
            message.dispose();
        }
    }

    private static Map<String, List<String>> headers(Message message) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Field field : message.getHeader().getFields()) {
            headers.computeIfAbsent(field.getName(), name -> new ArrayList<>(1))
                    .add(decoded(MimeUtil.unfold(field.getBody())).strip());
        }
        return headers;
    }

    private static void collect(Entity entity, List<Part> parts, List<File> files) throws IOException {
        Body body = entity.getBody();
        switch (body) {
            case Multipart multipart -> {
                for (Entity part : multipart.getBodyParts()) {
                    collect(part, parts, files);
                }
            }
            case TextBody text
            when isShown(entity) -> parts.add(new Part(entity.getMimeType(), new String(bytes(text), charset(text))));
            case SingleBody single -> files.add(file(entity, single));
            case null, default -> {} // a message in a message: none is ever made here
        }
    }

    private static boolean isShown(Entity entity) {
        return !"attachment".equalsIgnoreCase(entity.getDispositionType())
                && entity.getFilename() == null
                && contentId(entity).isEmpty();
    }

    private static java.nio.charset.Charset charset(TextBody text) {
        String name = text.getMimeCharset();
        try {
            return name == null
                    ? StandardCharsets.UTF_8
                    : java.nio.charset.Charset.forName(name.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static File file(Entity entity, SingleBody body) throws IOException {
        String name = entity.getFilename();
        return new File(
                name == null ? "" : decoded(name),
                Base64.getEncoder().encodeToString(bytes(body)),
                entity.getMimeType(),
                contentId(entity));
    }

    private static byte[] bytes(SingleBody body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body instanceof BinaryBody ? 8_192 : 1_024);
        body.writeTo(bytes);
        return bytes.toByteArray();
    }

    private static String contentId(Entity entity) {
        @Nullable Field field = entity.getHeader().getField("Content-ID");
        String id = field == null ? "" : field.getBody().strip();
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }

    private static String decoded(String text) {
        return DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT);
    }
}

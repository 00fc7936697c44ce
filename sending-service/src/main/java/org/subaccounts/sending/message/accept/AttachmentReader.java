package org.subaccounts.sending.message.accept;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads an attachment without making its data a text first, which would take several times its size. Only data that comes before
 * a {@code "base64": true} is kept as it stands and decoded at the end.
 */
final class AttachmentReader extends JsonDeserializer<Attachment> {
    private static final String DATA = "data";

    /** With or without padding; line breaks are skipped. */
    private static final Base64Variant BASE64 =
            Base64Variants.MIME.withReadPadding(Base64Variant.PaddingReadBehaviour.PADDING_ALLOWED);

    @Override
    public Attachment deserialize(JsonParser in, DeserializationContext context) throws IOException {
        if (!in.isExpectedStartObjectToken()) {
            throw MismatchedInputException.from(in, Attachment.class, "not an object");
        }
        Boolean base64 = null;
        byte[] data = null;
        boolean decoded = false;
        String contentType = null;
        String disposition = null;
        String contentId = null;
        String fileName = null;
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            switch (name) {
                case "base64" -> base64 = bool(in, name);
                case DATA -> {
                    decoded = Boolean.TRUE.equals(base64);
                    data = decoded ? decode(in) : utf8(in);
                }
                case "content_type" -> contentType = text(in, name);
                case "content_disposition" -> disposition = text(in, name);
                case "content_id" -> contentId = text(in, name);
                case "file_name" -> fileName = text(in, name);
                default -> in.skipChildren();
            }
        }
        if (data != null && !decoded && Boolean.TRUE.equals(base64)) {
            data = decode(in, data);
        }
        return new Attachment(base64, data, contentType, disposition, contentId, fileName);
    }

    private static @Nullable Boolean bool(JsonParser in, String name) throws IOException {
        return switch (in.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw mismatch(in, Boolean.class, name);
        };
    }

    private static @Nullable String text(JsonParser in, String name) throws IOException {
        return isText(in, name) ? in.getText() : null;
    }

    private static boolean isText(JsonParser in, String name) throws IOException {
        if (in.hasToken(JsonToken.VALUE_NULL)) {
            return false;
        }
        if (!in.hasToken(JsonToken.VALUE_STRING)) {
            throw mismatch(in, String.class, name);
        }
        return true;
    }

    private static byte @Nullable [] decode(JsonParser in) throws IOException {
        if (!isText(in, DATA)) {
            return null;
        }
        try {
            return in.getBinaryValue(BASE64);
        } catch (JsonProcessingException e) {
            throw notBase64(in);
        }
    }

    private static byte[] decode(JsonParser in, byte[] text) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw notBase64(in);
        }
    }

    /** Counted first, so that there is one array, of its size. */
    private static byte @Nullable [] utf8(JsonParser in) throws IOException {
        if (!isText(in, DATA)) {
            return null;
        }
        Sink counting = new Sink(null);
        write(in, counting);
        byte[] bytes = new byte[counting.length];
        write(in, new Sink(bytes));
        return bytes;
    }

    private static void write(JsonParser in, Sink sink) throws IOException {
        try (Writer writer = new OutputStreamWriter(sink, StandardCharsets.UTF_8)) {
            in.getText(writer);
        }
    }

    /** Takes bytes into an array that is large enough, or only counts them. */
    private static final class Sink extends OutputStream {
        private final byte @Nullable [] target;
        private int length;

        Sink(byte @Nullable [] target) {
            this.target = target;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int count) {
            if (target != null) {
                System.arraycopy(from, offset, target, length, count);
            }
            length += count;
        }
    }

    private static JsonMappingException notBase64(JsonParser in) {
        return JsonMappingException.wrapWithPath(
                InvalidFormatException.from(in, "not base64", "", byte[].class), Attachment.class, DATA);
    }

    private static JsonMappingException mismatch(JsonParser in, Class<?> wanted, String name) {
        return JsonMappingException.wrapWithPath(
                MismatchedInputException.from(in, wanted, "of another type"), Attachment.class, name);
    }
}

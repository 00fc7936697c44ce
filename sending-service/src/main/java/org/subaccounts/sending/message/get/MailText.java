package org.subaccounts.sending.message.get;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a mail as a JSON string, piece by piece: the whole may be tens of megabytes. */
final class MailText extends JsonSerializer<MimeMessage> {
    private static final int PIECE_BYTES = 8 * 1024;

    @Override
    public void serialize(MimeMessage mail, JsonGenerator json, SerializerProvider serializers) throws IOException {
        json.writeRawValue("\"");
        try (OutputStream text = new BufferedOutputStream(new Escaped(json), PIECE_BYTES)) {
            mail.writeTo(text);
        } catch (MessagingException e) {
            throw new IOException("the mail cannot be written", e);
        }
        json.writeRaw('"');
    }

    /** What is sent is ASCII; a byte that is not would be no character, wherever the piece ends. */
    private static final class Escaped extends OutputStream {
        private final JsonGenerator json;

        Escaped(JsonGenerator json) {
            this.json = json;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            StringBuilder piece = new StringBuilder(length);
            for (int i = offset; i < offset + length; i++) {
                piece.append(bytes[i] < 0 ? '\uFFFD' : (char) bytes[i]);
            }
            char[] escaped = JsonStringEncoder.getInstance().quoteAsString(piece);
            json.writeRaw(escaped, 0, escaped.length);
        }
    }
}

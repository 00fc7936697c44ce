package org.subaccounts.sending.message.deliver;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.subaccounts.sending.domain.records.RecordSet;
import org.subaccounts.sending.message.MessageId;
import org.subaccounts.sending.message.ReturnPaths;
import org.subaccounts.sending.message.deliver.Letter.Shown;

/**
 * Writes a message as a mail (RFC 5322, RFC 2045): text, AMP and HTML as alternatives, the best one last; what HTML shows beside
 * it, other files behind. Message-ID and Date are the same in every attempt. Whatever gets here, no field is broken in two.
 */
final class MailComposer {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final String UTF_8 = StandardCharsets.UTF_8.name();
    private static final String ANY_TYPE = "application/octet-stream";
    private static final int MAX_PLAIN_LENGTH = 900;

    private final ReturnPaths returnPaths;

    MailComposer(ReturnPaths returnPaths) {
        this.returnPaths = returnPaths;
    }

    /** Fills one part of a mail. */
    private interface Content {
        void into(MimePart part) throws MessagingException;
    }

    OutgoingMail compose(ClaimedMessage message, Letter letter) throws MessagingException {
        String host = RecordSet.returnPathHost(
                message.id().senderDomain(), letter.sender().subdomains());
        OutgoingMail mail = new OutgoingMail(
                message.recipient(), returnPaths.of(message.id().value(), host));
        for (Map.Entry<String, Object> header : letter.headers()) {
            mail.setHeader(header.getKey(), unstructured(header.getKey(), String.valueOf(header.getValue())));
        }
        mail.setHeader("Message-ID", message.id().toString());
        mail.setHeader("Date", DATE.format(message.acceptedAt().atOffset(ZoneOffset.UTC)));
        mail.setFrom(address(letter.from()));
        mail.setRecipients(
                Message.RecipientType.TO,
                addresses(
                        letter.to().isEmpty() && letter.cc().isEmpty()
                                ? List.of(new Shown(message.recipient(), message.recipientName()))
                                : letter.to()));
        if (!letter.cc().isEmpty()) {
            mail.setRecipients(Message.RecipientType.CC, addresses(letter.cc()));
        }
        if (letter.replyTo() != null) {
            mail.setReplyTo(addresses(List.of(letter.replyTo())));
        }
        mail.setHeader("Subject", unstructured("Subject", letter.bodies().subject()));
        content(message.id(), letter).into(mail);
        mail.saveChanges();
        return mail;
    }

    private static Content content(MessageId id, Letter letter) {
        Letter.Bodies bodies = letter.bodies();
        List<Content> shownInHtml = new ArrayList<>();
        List<Content> behind = new ArrayList<>();
        for (Attachment attachment : letter.attachments()) {
            boolean shown = attachment.inlineId() != null && bodies.html() != null;
            (shown ? shownInHtml : behind).add(file(attachment));
        }
        List<Content> alternatives = new ArrayList<>();
        if (bodies.text() != null) {
            alternatives.add(text("plain", bodies.text()));
        }
        if (bodies.amp() != null) {
            alternatives.add(text("x-amp-html", bodies.amp()));
        }
        if (bodies.html() != null) {
            shownInHtml.addFirst(text("html", bodies.html()));
            alternatives.add(together(id, "related", shownInHtml));
        }
        behind.addFirst(together(id, "alternative", alternatives));
        return together(id, "mixed", behind);
    }

    /**
     * One alone stands for itself. The boundary is the same whenever the message is written, and stands in no part: neither
     * quoted-printable nor base64 has {@code =_}.
     */
    private static Content together(MessageId id, String subtype, List<Content> contents) {
        if (contents.size() == 1) {
            return contents.getFirst();
        }
        return part -> {
            MimeMultipart multipart = new Parts(subtype, "=_" + subtype + "_" + id.value());
            for (Content content : contents) {
                MimeBodyPart inner = new MimeBodyPart();
                content.into(inner);
                multipart.addBodyPart(inner);
            }
            part.setContent(multipart);
        };
    }

    private static final class Parts extends MimeMultipart {
        Parts(String subtype, String boundary) {
            ContentType type = new ContentType("multipart", subtype, null);
            type.setParameter("boundary", boundary);
            contentType = type.toString();
        }
    }

    private static Content text(String subtype, String text) {
        return part -> {
            DataHandler data = new DataHandler(new ByteArrayDataSource(
                    withCrLf(text).getBytes(StandardCharsets.UTF_8), "text/" + subtype + "; charset=UTF-8"));
            part.setDataHandler(data);
            // never as it is: lines may be of any length, and of any characters
            part.setHeader(
                    "Content-Transfer-Encoding",
                    MimeUtility.getEncoding(data).equals("base64") ? "base64" : "quoted-printable");
        };
    }

    private static Content file(Attachment attachment) {
        return part -> {
            part.setDataHandler(new DataHandler(new Source(attachment)));
            part.setHeader("Content-Transfer-Encoding", "base64");
            part.setDisposition(attachment.disposition());
            part.setFileName(oneLine(attachment.fileName()));
            if (attachment.inlineId() != null) {
                part.setHeader("Content-ID", "<" + oneLine(attachment.inlineId()) + ">");
            }
        };
    }

    private record Source(Attachment attachment) implements DataSource {
        @Override
        public InputStream getInputStream() {
            return attachment.open();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("is only read");
        }

        @Override
        public String getContentType() {
            return safeType(attachment.contentType());
        }

        @Override
        public String getName() {
            return oneLine(attachment.fileName());
        }
    }

    /** Multipart and message types may not be sent in base64 (RFC 2046, 5.1 and 5.2). */
    private static String safeType(String given) {
        try {
            ContentType type = new ContentType(oneLine(given));
            String primary = type.getPrimaryType().toLowerCase(Locale.ROOT);
            return primary.equals("multipart") || primary.equals("message") ? ANY_TYPE : type.toString();
        } catch (ParseException e) {
            return ANY_TYPE;
        }
    }

    private static InternetAddress[] addresses(List<Shown> shown) {
        return shown.stream().map(MailComposer::address).toArray(InternetAddress[]::new);
    }

    private static InternetAddress address(Shown shown) {
        InternetAddress address = new InternetAddress();
        address.setAddress(oneLine(shown.email()));
        String name = shown.name();
        if (name != null && !name.isBlank()) {
            try {
                address.setPersonal(oneLine(name), UTF_8);
            } catch (UnsupportedEncodingException e) {
                throw new IllegalStateException(e);
            }
        }
        return address;
    }

    /** As it is when it is plain, so that URLs and ids in a field stay whole; else as encoded words (RFC 2047); folded. */
    private static String unstructured(String name, String given) {
        String text = oneLine(given);
        boolean plain = text.length() <= MAX_PLAIN_LENGTH
                && !text.contains("=?")
                && text.chars().allMatch(c -> c >= ' ' && c <= '~');
        int used = name.length() + 2;
        return MimeUtility.fold(
                used, plain ? text : EncoderUtil.encodeEncodedWord(text, EncoderUtil.Usage.TEXT_TOKEN, used));
    }

    private static String oneLine(String text) {
        return text.chars().anyMatch(Character::isISOControl) ? text.replaceAll("\\p{Cntrl}+", " ") : text;
    }

    private static String withCrLf(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
    }
}

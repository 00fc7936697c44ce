package org.subaccounts.sending.message.deliver;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.eclipse.angus.mail.util.CRLFOutputStream;

/**
 * DKIM (RFC 6376), rsa-sha256 with relaxed canonicalization of fields and body. The body is hashed while it is written, so a
 * mail of any size takes no memory.
 */
final class DkimSignature {
    /** Signed when present. */
    private static final List<String> SIGNED = List.of(
            "From",
            "To",
            "Cc",
            "Subject",
            "Date",
            "Message-ID",
            "Reply-To",
            "In-Reply-To",
            "References",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding");

    private static final int LINE_LENGTH = 72;

    private DkimSignature() {}

    /** The field DKIM-Signature, folded. The mail must not change afterwards. */
    static String field(OutgoingMail mail, String domain, String selector, PrivateKey key)
            throws MessagingException, IOException {
        List<String> names = new ArrayList<>();
        StringBuilder signed = new StringBuilder();
        for (String name : SIGNED) {
            for (String line : Collections.list(mail.getMatchingHeaderLines(new String[] {name}))) {
                names.add(name);
                signed.append(relaxed(line)).append("\r\n");
            }
        }
        // Once more than it is there: a second one added on the way breaks the signature (RFC 6376, 8.15).
        names.add("From");
        String unsigned = "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=" + domain + ";\r\n s=" + selector
                + "; h=" + String.join(":", names) + ";\r\n bh=" + base64(bodyHash(mail)) + ";\r\n b=";
        signed.append(relaxed(unsigned));
        return unsigned + folded(base64(sign(signed.toString(), key)));
    }

    private static byte[] bodyHash(OutgoingMail mail) throws MessagingException, IOException {
        RelaxedBodyHash hash = new RelaxedBodyHash();
        // the line ends are written as the SMTP connection will write them
        try (OutputStream out = new CRLFOutputStream(hash)) {
            mail.writeUnsigned(out);
        }
        return hash.value();
    }

    private static byte[] sign(String text, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    /** Without the line's end. */
    static String relaxed(String line) {
        int colon = line.indexOf(':');
        String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        return name + ":"
                + line.substring(colon + 1).replaceAll("[ \t\r\n]+", " ").strip();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String folded(String text) {
        StringBuilder folded = new StringBuilder();
        for (int i = 0; i < text.length(); i += LINE_LENGTH) {
            folded.append(i == 0 ? "" : "\r\n ").append(text, i, Math.min(text.length(), i + LINE_LENGTH));
        }
        return folded.toString();
    }
}

package org.subaccounts.sending.message.get;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParsedContentTest {
    private static final String MAIL = """
        From: news@acme.example.com
        Subject: =?UTF-8?B?R3LDvMOfZQ==?=
        X-Custom: one
        X-Custom: two
         lines
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/related; boundary=r

        --r
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Gr=C3=BC=C3=9Fe
        --a
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: base64

        PHA+R3LDvMOfZTwvcD4=
        --a--
        --r
        Content-Type: image/png
        Content-Transfer-Encoding: base64
        Content-Disposition: inline; filename="logo.png"
        Content-ID: <logo@acme>

        iVBORw==
        --r--
        --m
        Content-Type: text/plain; name="terms.txt"
        Content-Disposition: attachment; filename="terms.txt"

        a, b
        --m--
        """.replace("\n", "\r\n");

    @Test
    void a_message_is_taken_apart_into_what_is_shown_and_files() throws IOException, MessagingException {
        ParsedContent content = parsed();
        assertThat(content.parts())
                .containsExactly(
                        new ParsedContent.Part("text/plain", "Grüße"),
                        new ParsedContent.Part("text/html", "<p>Grüße</p>"));
        assertThat(new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(content.attachments())))
                .isEqualTo(new ObjectMapper().readTree("""
                        [{"filename": "logo.png", "content": "iVBORw==", "contentType": "image/png",
                          "contentId": "logo@acme"},
                         {"filename": "terms.txt", "content": "YSwgYg==", "contentType": "text/plain", "contentId": ""}]"""));
    }

    @Test
    void headers_are_unfolded_and_decoded_and_may_stand_more_than_once() throws IOException, MessagingException {
        ParsedContent content = parsed();
        assertThat(content.headers())
                .containsEntry("Subject", List.of("Grüße"))
                .containsEntry("X-Custom", List.of("one", "two lines"))
                .containsEntry("From", List.of("news@acme.example.com"));
    }

    @Test
    void the_text_of_a_mail_is_a_json_string_whatever_is_in_it() throws IOException, MessagingException {
        String body = ("quote \" backslash \\ tab \t bell \u0007 " + "x".repeat(70) + "\r\n").repeat(2_000);
        MimeMessage mail = new MimeMessage(null, new ByteArrayInputStream(("A: b\r\n\r\n" + body).getBytes(US_ASCII)));
        ObjectMapper json = new ObjectMapper();
        json.registerModule(new SimpleModule().addSerializer(MimeMessage.class, new MailText()));
        assertThat(json.readValue(json.writeValueAsString(mail), String.class)).isEqualTo("A: b\r\n\r\n" + body);
    }

    private static ParsedContent parsed() throws IOException, MessagingException {
        return ParsedContent.of(new MimeMessage(null, new ByteArrayInputStream(MAIL.getBytes(US_ASCII))));
    }
}

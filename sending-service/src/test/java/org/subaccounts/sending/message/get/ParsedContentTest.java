package org.subaccounts.sending.message.get;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
    void a_message_is_taken_apart_into_what_is_shown_and_files() throws IOException {
        ParsedContent content = ParsedContent.of(MAIL.getBytes(StandardCharsets.US_ASCII));
        assertThat(content.parts())
                .containsExactly(
                        new ParsedContent.Part("text/plain", "Grüße"),
                        new ParsedContent.Part("text/html", "<p>Grüße</p>"));
        assertThat(content.attachments())
                .containsExactly(
                        new ParsedContent.File("logo.png", "iVBORw==", "image/png", "logo@acme"),
                        new ParsedContent.File(
                                "terms.txt",
                                Base64.getEncoder().encodeToString("a, b".getBytes(StandardCharsets.US_ASCII)),
                                "text/plain",
                                ""));
    }

    @Test
    void headers_are_unfolded_and_decoded_and_may_stand_more_than_once() throws IOException {
        ParsedContent content = ParsedContent.of(MAIL.getBytes(StandardCharsets.US_ASCII));
        assertThat(content.headers())
                .containsEntry("Subject", List.of("Grüße"))
                .containsEntry("X-Custom", List.of("one", "two lines"))
                .containsEntry("From", List.of("news@acme.example.com"));
    }
}

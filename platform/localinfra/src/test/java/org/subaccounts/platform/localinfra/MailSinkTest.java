package org.subaccounts.platform.localinfra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailSinkTest {
    private static final int CAPACITY = 3;

    private Path directory;
    private MailStore store;
    private MailSink sink;
    private MailApi api;

    @BeforeEach
    void start(@TempDir Path temporary) {
        directory = temporary;
        store = MailStore.open(directory, CAPACITY);
        sink = MailSink.start(store, 0);
        api = MailApi.start(store, 0);
    }

    @AfterEach
    void stop() {
        api.close();
        sink.close();
    }

    @Test
    void a_mail_is_listed_with_author_recipient_and_subject() throws Exception {
        deliver(
                "ada@example.net",
                "From: \"A, B\" <ab@example.org>\r\nSubject: =?utf-8?B?R3LDvMOf?=\r\n =?utf-8?Q?_dich?=\r\n\r\nHi\r\n");

        JsonNode mails = new ObjectMapper().readTree(call("GET", "").body());

        assertThat(mails).hasSize(1);
        assertThat(mails.get(0).get("from").textValue()).isEqualTo("ab@example.org");
        assertThat(mails.get(0).get("to").textValue()).isEqualTo("ada@example.net");
        assertThat(mails.get(0).get("subject").textValue()).isEqualTo("Grüß dich");
        assertThat(mails.get(0).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("id", "from", "to", "subject", "received_at");
    }

    @Test
    void the_raw_message_is_what_was_sent_without_dot_stuffing() throws Exception {
        deliver("ada@example.net", "Subject: dots\r\n\r\n..\r\n..x\r\nend\r\n");

        HttpResponse<String> raw = call("GET", "/" + store.list().getFirst().id());

        assertThat(raw.body()).isEqualTo("Subject: dots\r\n\r\n.\r\n.x\r\nend\r\n");
        assertThat(raw.headers().firstValue("Content-Type")).contains("message/rfc822");
    }

    @Test
    void the_newest_come_first_and_the_oldest_go_when_it_is_full() throws Exception {
        for (int i = 1; i <= CAPACITY + 1; i++) {
            deliver("ada@example.net", "Subject: mail " + i + "\r\n\r\n\r\n");
        }

        assertThat(store.list()).extracting(ReceivedMail::subject).containsExactly("mail 4", "mail 3", "mail 2");
        assertThat(call("GET", "/1").statusCode()).isEqualTo(404);
    }

    @Test
    void mails_survive_a_restart_and_ids_go_on() throws Exception {
        deliver("ada@example.net", "Subject: before\r\n\r\n\r\n");

        MailStore reopened = MailStore.open(directory, CAPACITY);
        ReceivedMail next = reopened.add(
                List.of("bob@example.net"),
                "x@example.org",
                "Subject: after\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(reopened.list()).extracting(ReceivedMail::subject).containsExactly("after", "before");
        assertThat(next.id()).isEqualTo(2);
    }

    @Test
    void commands_may_come_in_one_packet() throws Exception {
        List<String> replies = converse(
                "EHLO test",
                "MAIL FROM:<a@example.org>",
                "RCPT TO:<b@example.net>",
                "DATA",
                "Subject: one\r\n\r\n.",
                "MAIL FROM:<a@example.org>",
                "RCPT TO:<c@example.net>",
                "DATA",
                "Subject: two\r\n\r\n.",
                "QUIT");

        assertThat(replies.getLast()).startsWith("221");
        assertThat(store.list()).extracting(ReceivedMail::subject).containsExactly("two", "one");
    }

    @Test
    void failures_can_be_provoked_by_the_recipient() throws Exception {
        List<String> replies = converse(
                "HELO test",
                "MAIL FROM:<a@example.org>",
                "RCPT TO:<refuse@example.net>",
                "RCPT TO:<defer@example.net>",
                "DATA",
                "QUIT");

        assertThat(replies).anyMatch(reply -> reply.startsWith("550 5.1.1"));
        assertThat(replies).anyMatch(reply -> reply.startsWith("451 4.3.0"));
        assertThat(replies).anyMatch(reply -> reply.startsWith("503"));
        assertThat(store.list()).isEmpty();
    }

    @Test
    void delete_empties_it() throws Exception {
        deliver("ada@example.net", "Subject: gone\r\n\r\n\r\n");

        assertThat(call("DELETE", "").statusCode()).isEqualTo(204);
        assertThat(call("GET", "").body()).isEqualTo("[]");
        assertThat(call("GET", "/nonsense").body()).isEqualTo("{\"message\":\"not found\"}");
    }

    private void deliver(String recipient, String message) throws IOException {
        List<String> replies = converse(
                "EHLO test",
                "MAIL FROM:<bounce@example.org> SIZE=10",
                "RCPT TO:<" + recipient + ">",
                "DATA",
                message + ".",
                "QUIT");
        assertThat(replies).anyMatch(reply -> reply.startsWith("250 2.0.0 kept"));
    }

    private List<String> converse(String... commands) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sink.port());
                BufferedReader replies =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((String.join("\r\n", commands) + "\r\n").getBytes(StandardCharsets.UTF_8));
            return replies.lines().toList();
        }
    }

    private HttpResponse<String> call(String method, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(api.url() + path))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}

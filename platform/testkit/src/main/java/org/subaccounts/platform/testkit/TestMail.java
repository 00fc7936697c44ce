package org.subaccounts.platform.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.subaccounts.platform.localinfra.InfrastructureException;
import org.subaccounts.platform.localinfra.ReceivedMail;

/**
 * The SMTP server of the test run, which takes every mail; all tests share it, so each uses recipients of its own. It
 * answers 550 to the recipient refuse@… and 451 to defer@….
 */
public final class TestMail {
    private final Endpoints endpoints;
    private final TestHttp http;

    TestMail(Endpoints endpoints, TestHttp http) {
        this.endpoints = endpoints;
        this.http = http;
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return endpoints.smtpPort();
    }

    /** The HTTP interface, the same as the local platform's MAIL_URL. */
    public String url() {
        return endpoints.mailUrl();
    }

    /** Everything received, newest first. */
    public List<ReceivedMail> received() {
        try {
            List<ReceivedMail> mails = new ArrayList<>();
            for (JsonNode mail : TestHttp.JSON.readTree(http.get(url()))) {
                mails.add(new ReceivedMail(
                        Long.parseLong(mail.get("id").textValue()),
                        mail.get("from").textValue(),
                        Arrays.asList(mail.get("to").textValue().split(", ")),
                        mail.get("subject").textValue(),
                        Instant.parse(mail.get("received_at").textValue())));
            }
            return mails;
        } catch (IOException e) {
            throw new InfrastructureException("the mail sink answered something else than JSON", e);
        }
    }

    /** What came for one envelope recipient, newest first. */
    public List<ReceivedMail> receivedBy(String recipient) {
        String wanted = recipient.toLowerCase(Locale.ROOT);
        return received().stream()
                .filter(mail -> mail.to().stream()
                        .anyMatch(to -> to.toLowerCase(Locale.ROOT).equals(wanted)))
                .toList();
    }

    /** The message as it came over the wire, without dot stuffing. */
    public byte[] raw(ReceivedMail mail) {
        return http.get(url() + "/" + mail.id());
    }

    /** Empties the sink for all tests of the run. */
    public void clear() {
        http.delete(url(), "");
    }
}

package org.subaccounts.sending.message.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeliveryReportTest {
    static String report(String action, String status, String diagnostic) {
        return """
                From: MAILER-DAEMON@mx.example.org
                To: someone@bounces.example.com
                Subject: Undelivered Mail Returned to Sender
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

                --b1
                Content-Type: text/plain

                This is the mail system. Action: failed
                --b1
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.org
                Arrival-Date: Sat, 28 Nov 2026 01:00:00 +0000

                Final-Recipient: rfc822; ann@example.org
                Action: %s
                Status: %s
                Diagnostic-Code: smtp; %s

                --b1
                Content-Type: message/rfc822

                From: a@example.com
                Subject: Hello

                text
                --b1--
                """.formatted(action, status, diagnostic).replace("\n", "\r\n");
    }

    @Test
    void aFailureIsReadWithItsReason() throws IOException {
        assertThat(DeliveryReport.parse(bytes(report("failed", "5.1.1", "550 5.1.1 no such\r\n user"))))
                .contains(new DeliveryReport(DeliveryReport.Action.FAILED, "550 5.1.1 no such user"));
        assertThat(DeliveryReport.parse(bytes(report("Failed (final)", "5.2.2 (full)", "550 full"))))
                .contains(new DeliveryReport(DeliveryReport.Action.FAILED, "5.2.2 550 full"));
    }

    @Test
    void delaysAndSuccessesAreToldApart() throws IOException {
        assertThat(DeliveryReport.parse(bytes(report("delayed", "4.4.1", "421 busy"))))
                .hasValueSatisfying(report -> assertThat(report.action()).isEqualTo(DeliveryReport.Action.DELAYED));
        assertThat(DeliveryReport.parse(bytes(report("relayed", "2.0.0", "250 ok"))))
                .hasValueSatisfying(report -> assertThat(report.action()).isEqualTo(DeliveryReport.Action.OTHER));
    }

    @Test
    void whatIsNoReportIsNone() throws IOException {
        assertThat(DeliveryReport.parse(bytes("Subject: Out of office\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n")))
                .isEmpty();
        assertThat(DeliveryReport.parse(bytes("Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n")))
                .isEmpty();
        assertThat(DeliveryReport.parse(bytes(""))).isEmpty();
        assertThat(DeliveryReport.parse(new byte[] {0, 1, 2, -1, 13, 10, 13, 10}))
                .isEmpty();
        assertThat(DeliveryReport.parse(bytes(report("", "", "")))).isPresent();
    }

    @Test
    void deeplyNestedMailIsNotFollowed() throws IOException {
        StringBuilder mail = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            mail.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\r\n\r\n--b");
            mail.append(i).append("\r\n");
        }
        assertThat(DeliveryReport.parse(bytes(mail.toString()))).isEmpty();
    }

    private static byte[] bytes(String mail) {
        return mail.getBytes(StandardCharsets.UTF_8);
    }
}

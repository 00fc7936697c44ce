package org.subaccounts.sending.message.bounce;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that speaks SMTP line by line, as well or as badly as a test wants. */
final class SmtpTalk implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    SmtpTalk(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        out = socket.getOutputStream();
        reply();
    }

    /** The answer to the last step, the first one that is none of the good ones. */
    static String deliver(int port, String recipient, String mail) throws IOException {
        try (SmtpTalk talk = new SmtpTalk(port)) {
            talk.say("EHLO mx.example.org");
            talk.say("MAIL FROM:<>");
            String accepted = talk.say("RCPT TO:<" + recipient + ">");
            if (!accepted.startsWith("250")) {
                return accepted;
            }
            talk.say("DATA");
            return talk.say(mail + "\r\n.");
        }
    }

    String say(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return reply();
    }

    /** The last line of an answer; empty when the connection has ended. */
    String reply() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line == null ? "" : line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package org.subaccounts.sending.message.bounce;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/** A client that speaks SMTP line by line, as well or as badly as a test wants. */
final class SmtpTalk implements AutoCloseable {
    private Socket socket;
    private BufferedReader in;
    private OutputStream out;

    SmtpTalk(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = reader(socket);
        out = socket.getOutputStream();
        reply();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** After STARTTLS was answered: goes on encrypted. */
    void encrypt(SSLContext context, String host) throws IOException {
        socket = context.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
        in = reader(socket);
        out = socket.getOutputStream();
    }

    /** The answer to the last step, the first one that is none of the good ones. */
    static String deliver(int port, String recipient, String mail) throws IOException {
        try (SmtpTalk talk = new SmtpTalk(port)) {
            return talk.deliver(recipient, mail);
        }
    }

    String deliver(String recipient, String mail) throws IOException {
        say("EHLO mx.example.org");
        say("MAIL FROM:<>");
        String accepted = say("RCPT TO:<" + recipient + ">");
        if (!accepted.startsWith("250")) {
            return accepted;
        }
        say("DATA");
        return say(mail + "\r\n.");
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

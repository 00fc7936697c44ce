package org.subaccounts.platform.localinfra;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server (RFC 5321 with PIPELINING, 8BITMIME, SIZE) on 127.0.0.1 that takes every mail and delivers none. Two
 * local parts are for trying failures: refuse@… is answered 550, defer@… 451.
 */
public final class MailSink implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MailSink.class.getName());
    private static final int MAX_MESSAGE_BYTES = 36 * 1024 * 1024;
    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int MAX_RECIPIENTS = 1000;
    private static final int MAX_CONNECTIONS = 256;
    private static final int IDLE_MILLIS = 300_000;
    private static final Pattern PATH = Pattern.compile("(?:FROM|TO):\\s*<([^<>]*)>.*", Pattern.CASE_INSENSITIVE);

    private final MailStore store;
    private final ServerSocket connections;
    private final Semaphore freeConnections = new Semaphore(MAX_CONNECTIONS);

    private MailSink(MailStore store, ServerSocket connections) {
        this.store = store;
        this.connections = connections;
    }

    public static MailSink start(MailStore store, int port) {
        try {
            MailSink sink =
                    new MailSink(store, new ServerSocket(port, MAX_CONNECTIONS, InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name("mail-sink").start(sink::serve);
            return sink;
        } catch (IOException e) {
            throw new InfrastructureException(
                    "the mail sink does not start on port " + port + ": " + e.getMessage(), e);
        }
    }

    public int port() {
        return connections.getLocalPort();
    }

    @Override
    public void close() {
        try {
            connections.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "closing the mail sink", e);
        }
    }

    private void serve() {
        while (!connections.isClosed()) {
            try {
                Socket connection = connections.accept();
                freeConnections.acquireUninterruptibly();
                Thread.ofVirtual().name("smtp").start(() -> serve(connection));
            } catch (IOException e) {
                LOG.log(Level.FINE, "no more connections", e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setSoTimeout(IDLE_MILLIS);
            connection.setTcpNoDelay(true);
            new Session(connection).run();
        } catch (IOException e) {
            LOG.log(Level.FINE, "an SMTP client failed", e);
        } finally {
            freeConnections.release();
        }
    }

    /** One connection; holds the transaction between MAIL and the end of DATA. */
    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private @Nullable String sender;
        private final List<String> recipients = new ArrayList<>();

        Session(Socket connection) throws IOException {
            this.in = new BufferedInputStream(connection.getInputStream(), 16 * 1024);
            this.out = connection.getOutputStream();
        }

        void run() throws IOException {
            reply("220 localhost ESMTP mail sink");
            String line;
            do {
                line = new String(readLine(), StandardCharsets.UTF_8);
            } while (obey(line));
        }

        private boolean obey(String line) throws IOException {
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            String rest = line.substring(verb.length()).trim();
            switch (verb) {
                case "EHLO" -> {
                    reset();
                    reply(
                            "250-localhost",
                            "250-PIPELINING",
                            "250-8BITMIME",
                            "250-SMTPUTF8",
                            "250 SIZE " + MAX_MESSAGE_BYTES);
                }
                case "HELO", "RSET" -> {
                    reset();
                    reply("250 ok");
                }
                case "NOOP" -> reply("250 ok");
                case "MAIL" -> mail(rest);
                case "RCPT" -> recipient(rest);
                case "DATA" -> data();
                case "QUIT" -> reply("221 bye");
                default -> reply("502 5.5.1 command not known");
            }
            return !verb.equals("QUIT");
        }

        private void mail(String argument) throws IOException {
            Matcher matcher = PATH.matcher(argument);
            if (sender != null) {
                reply("503 5.5.1 a transaction is open");
            } else if (!matcher.matches()) {
                reply("501 5.5.4 MAIL FROM:<address> expected");
            } else {
                sender = matcher.group(1);
                reply("250 2.1.0 ok");
            }
        }

        private void recipient(String argument) throws IOException {
            Matcher matcher = PATH.matcher(argument);
            if (sender == null) {
                reply("503 5.5.1 MAIL first");
            } else if (!matcher.matches() || matcher.group(1).isEmpty()) {
                reply("501 5.5.4 RCPT TO:<address> expected");
            } else if (recipients.size() >= MAX_RECIPIENTS) {
                reply("452 4.5.3 too many recipients");
            } else if (matcher.group(1).startsWith("refuse@")) {
                reply("550 5.1.1 no such mailbox");
            } else if (matcher.group(1).startsWith("defer@")) {
                reply("451 4.3.0 try again later");
            } else {
                recipients.add(matcher.group(1));
                reply("250 2.1.5 ok");
            }
        }

        private void data() throws IOException {
            if (sender == null || recipients.isEmpty()) {
                reply("503 5.5.1 MAIL and RCPT first");
                return;
            }
            reply("354 end with a single dot");
            byte[] message = readMessage();
            if (message.length > MAX_MESSAGE_BYTES) {
                reply("552 5.3.4 the message is too large");
            } else {
                long id = store.add(List.copyOf(recipients), sender, message).id();
                reply("250 2.0.0 kept as " + id);
            }
            reset();
        }

        private void reset() {
            sender = null;
            recipients.clear();
        }

        private byte[] readMessage() throws IOException {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            while (true) {
                byte[] line = readLine();
                if (line.length == 1 && line[0] == '.') {
                    return message.toByteArray();
                }
                // a message over the limit is read to its end, but not kept
                if (message.size() <= MAX_MESSAGE_BYTES) {
                    int stuffed = line.length > 0 && line[0] == '.' ? 1 : 0;
                    message.write(line, stuffed, line.length - stuffed);
                    message.write('\r');
                    message.write('\n');
                }
            }
        }

        /** Without its CRLF. */
        private byte[] readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(128);
            boolean carriageReturn = false;
            while (true) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException("the client has gone");
                }
                if (carriageReturn && next == '\n') {
                    return line.toByteArray();
                }
                if (carriageReturn) {
                    line.write('\r');
                }
                carriageReturn = next == '\r';
                if (!carriageReturn) {
                    line.write(next);
                }
                if (line.size() > MAX_LINE_BYTES) {
                    throw new IOException("a line of more than " + MAX_LINE_BYTES + " bytes");
                }
            }
        }

        private void reply(String... lines) throws IOException {
            out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }
}

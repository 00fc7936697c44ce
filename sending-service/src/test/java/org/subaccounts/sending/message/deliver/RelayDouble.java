package org.subaccounts.sending.message.deliver;

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An SMTP relay on a real socket that can answer, hang or drop the connection at each stage, and keeps what came as it came. */
final class RelayDouble implements AutoCloseable {
    enum Stage {
        GREETING("220 relay"),
        EHLO("250 relay"),
        MAIL("250 2.1.0 ok"),
        RCPT("250 2.1.5 ok"),
        DATA("354 go on"),
        /** In the middle of the mail. */
        CONTENT(""),
        /** The mail is taken, its answer not given yet. */
        TAKEN("250 2.0.0 taken");

        private final String answer;

        Stage(String answer) {
            this.answer = answer;
        }
    }

    static final String HANG = "hang";
    static final String DROP = "drop";
    /** The good answer, after {@link #release}. */
    static final String HOLD = "hold";
    /** An answer that goes on for ever, a character at a time. */
    static final String TRICKLE = "trickle";

    private static final long TRICKLE_MILLIS = 50;

    /** {@code raw}: what came between DATA and the end, dots still doubled. */
    record Taken(String sender, String recipient, String raw) {
        byte[] bytes() {
            return raw.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final ServerSocket server;
    private final Map<Stage, String> reactions = new ConcurrentHashMap<>();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch released = new CountDownLatch(1);

    RelayDouble() throws IOException {
        this(0);
    }

    RelayDouble(int port) throws IOException {
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** {@link #HANG}, {@link #DROP}, {@link #HOLD}, {@link #TRICKLE}, or an answer in place of the good one. */
    void at(Stage stage, String reaction) {
        reached = new CountDownLatch(1);
        released = new CountDownLatch(1);
        reactions.put(stage, reaction);
    }

    void release() {
        released.countDown();
    }

    void wellAgain() {
        reactions.clear();
    }

    /** Opens when a stage with a reaction was come to. */
    CountDownLatch reached() {
        return reached;
    }

    List<Taken> taken() {
        return List.copyOf(taken);
    }

    int connections() {
        return connections.get();
    }

    /** Ends all connections. */
    void dropAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            talk(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException e) {
            // the client has gone, or was to be dropped
            sockets.remove(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void talk(InputStream in, OutputStream out) throws IOException, InterruptedException {
        String sender = "";
        String recipient = "";
        answer(Stage.GREETING, out);
        while (true) {
            String line = line(in);
            switch (line.split("[ :]", 2)[0]) {
                case "EHLO", "HELO" -> answer(Stage.EHLO, out);
                case "MAIL" -> {
                    sender = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    answer(Stage.MAIL, out);
                }
                case "RCPT" -> {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    answer(Stage.RCPT, out);
                }
                case "DATA" -> {
                    if (answer(Stage.DATA, out)) {
                        taken.add(new Taken(sender, recipient, content(in, out)));
                        answer(Stage.TAKEN, out);
                    }
                }
                case "QUIT" -> {
                    write(out, "221 bye");
                    return;
                }
                default -> write(out, "250 ok");
            }
        }
    }

    /** False if it was not the good answer. */
    private boolean answer(Stage stage, OutputStream out) throws IOException, InterruptedException {
        String reaction = reactions.get(stage);
        if (reaction == null) {
            write(out, stage.answer);
            return true;
        }
        if (reaction.equals(HOLD)) {
            reached.countDown();
            released.await();
            write(out, stage.answer);
            return true;
        }
        if (stage == Stage.TAKEN && !Set.of(HANG, DROP, TRICKLE).contains(reaction)) {
            taken.removeLast(); // refused, so not taken after all
        }
        react(reaction, out);
        return false;
    }

    private void react(String reaction, OutputStream out) throws IOException, InterruptedException {
        reached.countDown();
        switch (reaction) {
            case HANG -> new CountDownLatch(1).await();
            case DROP -> throw new EOFException("to be dropped");
            case TRICKLE -> trickle(out);
            default -> write(out, reaction);
        }
    }

    private static void trickle(OutputStream out) throws IOException, InterruptedException {
        while (true) {
            out.write('2');
            out.flush();
            Thread.sleep(TRICKLE_MILLIS);
        }
    }

    private String content(InputStream in, OutputStream out) throws IOException, InterruptedException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int matched = 2; // DATA came with its line end
        byte[] end = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);
        while (matched < end.length) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the client has gone");
            }
            content.write(next);
            if (content.size() == 50 && reactions.containsKey(Stage.CONTENT)) {
                react(reactions.getOrDefault(Stage.CONTENT, DROP), out);
            }
            matched = next == end[matched] ? matched + 1 : next == '\r' ? 1 : 0;
        }
        String all = content.toString(StandardCharsets.ISO_8859_1);
        return all.substring(0, all.length() - 3);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the client has gone");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
        dropAll();
    }
}

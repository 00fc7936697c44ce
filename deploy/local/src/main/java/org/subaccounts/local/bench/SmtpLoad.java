package org.subaccounts.local.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.subaccounts.local.bench.HttpLoad.Result;

/**
 * Closed-loop load on an SMTP server: a fixed number of clients, each with a connection that it keeps, each sending its next
 * mail when the last one was taken. MAIL, RCPT and DATA go out together (RFC 2920), which favours the server.
 */
final class SmtpLoad {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final int port;
    private final int clients;

    SmtpLoad(int port, int clients) {
        this.port = port;
        this.clients = clients;
    }

    /** {@code data}: what follows DATA, with its last dot. */
    record Mail(String from, String to, String data) {}

    Result run(long millis, IntFunction<Mail> mails) {
        long begin = System.nanoTime();
        long deadline = begin + millis * 1_000_000;
        List<Future<List<Long>>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < clients; client++) {
                int offset = client;
                running.add(threads.submit(() -> client(deadline, n -> mails.apply(n * clients + offset))));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] nanos = running.stream()
                .flatMap(client -> times(client).stream())
                .mapToLong(Long::longValue)
                .toArray();
        Arrays.sort(nanos);
        double p99 = nanos.length == 0 ? 0 : nanos[Math.min(nanos.length - 1, (int) (nanos.length * 0.99))] / 1e6;
        return new Result(nanos.length / seconds, p99);
    }

    private static List<Long> times(Future<List<Long>> client) {
        try {
            return client.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the mail server refused the load", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<Long> client(long deadline, IntFunction<Mail> mails) {
        List<Long> nanos = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            expect(in, "220");
            out.write("EHLO bench\r\n".getBytes(StandardCharsets.US_ASCII));
            expect(in, "250");
            for (int number = 0; System.nanoTime() - deadline < 0; number++) {
                Mail mail = mails.apply(number);
                long begin = System.nanoTime();
                out.write(("MAIL FROM:<" + mail.from() + ">\r\nRCPT TO:<" + mail.to() + ">\r\nDATA\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                expect(in, "250");
                expect(in, "250");
                expect(in, "354");
                out.write(mail.data().getBytes(StandardCharsets.UTF_8));
                expect(in, "250");
                nanos.add(System.nanoTime() - begin);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nanos;
    }

    /** Reads one answer, of one line or more. */
    private static void expect(BufferedReader in, String code) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(code)) {
            throw new IOException("expected " + code + ", got " + line);
        }
    }
}

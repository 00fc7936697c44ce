package org.subaccounts.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a service and PostgreSQL and counts what the service sends: at the chosen packet it calls the trap, either
 * just before the packet goes on (then it never does) or just after.
 */
final class PostgresDoor implements AutoCloseable {
    private static final int UNARMED = Integer.MIN_VALUE;

    private final ServerSocket door;
    private final String host;
    private final int port;
    private final AtomicInteger left = new AtomicInteger(UNARMED);
    private final AtomicInteger broken = new AtomicInteger();
    private volatile boolean packetGoesOn;
    private volatile Runnable trap = () -> {};
    private volatile int packetFromText;
    private volatile byte[] awaited = {};

    PostgresDoor(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** {@code packet}: 1 is the next one. */
    void arm(int packet, boolean goesOn, Runnable action) {
        trap = action;
        packetGoesOn = goesOn;
        left.set(packet);
    }

    /** The same, but counted from the first packet that contains the text, which is number 1. */
    void armAt(String text, int packet, boolean goesOn, Runnable action) {
        trap = action;
        packetGoesOn = goesOn;
        packetFromText = packet;
        awaited = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** True if the packet had come. */
    boolean disarm() {
        int rest = left.getAndSet(UNARMED);
        return rest <= 0;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket service = door.accept();
                service.setTcpNoDelay(true);
                lead(service);
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void lead(Socket service) throws IOException {
        Socket server;
        try {
            server = new Socket(host, port);
        } catch (ConnectException e) {
            broken.incrementAndGet(); // the server is down, which the service sees from this
            service.close();
            return;
        }
        server.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pump(service, server, true));
        Thread.ofVirtual().start(() -> pump(server, service, false));
    }

    private void pump(Socket from, Socket to, boolean counted) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                boolean trapped = counted && trapped(buffer, read);
                if (!trapped || packetGoesOn) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
                if (trapped) {
                    trap.run();
                    return;
                }
            }
        } catch (IOException e) {
            broken.incrementAndGet(); // one side ended, as they do when they are killed; the other ends with it
        }
    }

    private synchronized boolean trapped(byte[] packet, int length) {
        if (awaited.length > 0 && contains(packet, length, awaited)) {
            awaited = new byte[0];
            left.set(packetFromText);
        }
        return left.get() > 0 && left.decrementAndGet() == 0;
    }

    private static boolean contains(byte[] packet, int length, byte[] text) {
        for (int start = 0; start + text.length <= length; start++) {
            if (Arrays.equals(packet, start, start + text.length, text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
